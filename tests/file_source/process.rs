//! A test in a process of its own: to count what a process has, or to be somebody else.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Whom nothing belongs to.
const NOBODY: u32 = 65_534;

/// As whom the process runs.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Who {
    AsEver,
    /// Not as root, for whom permissions are no obstacle.
    NotRoot,
}

/// Runs `test`, which is to have this name, in a new process of this program.
#[track_caller]
pub(crate) fn alone(name: &str, who: Who, test: impl FnOnce()) {
    const INSIDE: &str = "FILE_SOURCE_TEST_ALONE";
    if std::env::var_os(INSIDE).is_some() {
        return test();
    }
    // A copy, since others may not be allowed to where the program lies.
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("test");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = Command::new(program);
    command.args([name, "--exact", "--nocapture"]).env(INSIDE, "1").current_dir("/");
    if who == Who::NotRoot && fs::metadata(folder.path()).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success() && said.contains("1 passed"), "{said}{complained}");
}
