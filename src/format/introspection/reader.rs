//! What the readers of all levels share: the draft, and where in the document they are.

use std::borrow::Cow;

use serde::de::MapAccess;

use crate::build::Draft;
use crate::format::graphql;
use crate::format::json::{Found, NULL, STRING, Text};
use crate::registry::{Diagnostic, Finding, JsonPath};

/// What stands around the schema object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Envelope {
    /// `{"data": {"__schema": …}}`
    Response,
    /// `{"__schema": …}`
    Data,
    /// Nothing.
    #[default]
    None,
}

impl Envelope {
    /// The path of the schema object.
    pub(super) fn path(self) -> JsonPath {
        let path = JsonPath::default();
        match self {
            Self::Response => path.key("data").key("__schema"),
            Self::Data => path.key("__schema"),
            Self::None => path,
        }
    }
}

/// Where the reading is, as cheap to keep as it can be: a path is made of it only where there is something to report.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) envelope: Envelope,
    pub(super) type_index: Option<usize>,
    /// The list in the type, and the index in it.
    pub(super) member: Option<(&'static str, usize)>,
    pub(super) arg: Option<usize>,
    /// The key of a type reference, and how many `ofType` there are below it.
    pub(super) reference: Option<usize>,
}

impl Place {
    pub(super) fn path(self) -> JsonPath {
        let mut path = self.envelope.path();
        if let Some(index) = self.type_index {
            path = path.key("types").index(index);
        }
        if let Some((list, index)) = self.member {
            path = path.key(list).index(index);
        }
        if let Some(index) = self.arg {
            path = path.key("args").index(index);
        }
        if let Some(depth) = self.reference {
            path = (0..depth).fold(path.key("type"), |path, _| path.key("ofType"));
        }
        path
    }
}

#[derive(Debug)]
pub(super) struct Reader<'d> {
    pub(super) draft: &'d mut Draft,
    pub(super) place: Place,
    /// The wrappers of the type reference that is read, outermost first.
    pub(super) wrappers: Vec<Wrapper>,
    /// Its text.
    pub(super) expr: String,
    diagnostics: Vec<Diagnostic>,
}

/// A level of a type reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapper {
    Named,
    List,
    NonNull,
}

impl<'d> Reader<'d> {
    pub(super) fn new(draft: &'d mut Draft) -> Self {
        Self {
            draft,
            place: Place::default(),
            wrappers: Vec::new(),
            expr: String::new(),
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> (Envelope, Vec<Diagnostic>) {
        (self.place.envelope, self.diagnostics)
    }

    pub(super) fn report(&mut self, path: JsonPath, finding: Finding) {
        self.diagnostics.push(Diagnostic::new(path, finding));
    }

    /// Reports something of the object that is read.
    pub(super) fn report_here(&mut self, finding: Finding) {
        self.report(self.place.path(), finding);
    }

    pub(super) fn wrong_type(&mut self, key: &str, expected: &'static str, Found(found): Found) {
        self.report(self.place.path().key(key), Finding::WrongType { expected, found });
    }

    /// The text of a key's value. `null` is no text, but no mistake either.
    pub(super) fn text<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
    ) -> Result<Option<Cow<'de, str>>, A::Error> {
        let value = map.next_value::<Text>()?.0;
        Ok(match value {
            Ok(text) => Some(text),
            Err(Found(NULL)) => None,
            Err(found) => {
                self.wrong_type(key, STRING, found);
                None
            }
        })
    }

    /// Adds the scalars that every schema has.
    pub(super) fn push_missing_scalars(&mut self) {
        let is_there: Vec<bool> = graphql::built_ins().map(|name| self.draft.has_type(name)).collect();
        graphql::push_missing_scalars(self.draft, |name| {
            graphql::built_ins().zip(&is_there).any(|(built_in, &is_there)| built_in == name && is_there)
        });
    }
}
