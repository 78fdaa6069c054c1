//! Permissions that are taken away and given back. Root may read whatever it likes, so these tests are not run by root.

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use schema_registry::RegistryHandle;
use schema_registry::source::{FileSource, Outcome, SourceError};

use crate::process::{Who, alone};
use crate::{Place, assert_follows, document, wait_until, with_readers};

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn is_denied(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(SourceError::Read(error)) if error.downcast_ref::<std::io::Error>().is_some_and(|it| it.kind() == ErrorKind::PermissionDenied))
}

fn lives_through_a_loss_of_permission(taken_from: impl Fn(&Place) -> &Path, given: u32) {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let hour = Duration::from_secs(3600);
    let source = FileSource::builder(&place.file).poll_every(hour).start(&handle).unwrap();
    with_readers(&handle, || {
        allow(taken_from(&place), 0);
        wait_until(&source, |status| status.last_outcome().is_some_and(is_denied));
        assert_eq!(handle.generation(), 1);
        allow(taken_from(&place), given);
        wait_until(&source, |status| status.unchanged() == 1 && status.is_good());
        fs::write(&place.file, document(2)).unwrap();
        assert_follows(&source, &handle, 2, Instant::now());
    });
}

#[test]
fn a_file_that_may_not_be_read_for_a_while_is_followed() {
    alone("permissions::a_file_that_may_not_be_read_for_a_while_is_followed", Who::NotRoot, || {
        lives_through_a_loss_of_permission(|place| &place.file, 0o644);
    });
}

#[test]
fn a_folder_that_may_not_be_entered_for_a_while_is_followed() {
    alone("permissions::a_folder_that_may_not_be_entered_for_a_while_is_followed", Who::NotRoot, || {
        lives_through_a_loss_of_permission(|place| place.folder.path(), 0o755);
    });
}
