//! The keys of definitions that are kept on request: descriptions and applied directives.

use super::reader::{Rank, Reader, Taken};
use crate::build::Kept;
use crate::diagnostics::Finding;
use crate::json::{Kind, Stop};

const DIRECTIVE: [&str; 2] = ["name", "args"];

impl Reader<'_, '_> {
    /// Reads the value of a key that is kept on request, if it is one and was requested. If not, the key is an
    /// extension.
    pub(super) fn keeps(&mut self, key: &str, kept: &mut Vec<Kept>) -> Result<bool, Stop> {
        // Neither the roots nor a directive have a description or directives of their own.
        if self.place.section.is_some() || self.place.directive.is_some() {
            return Ok(false);
        }
        let is_document = self.place.type_name.is_none();
        let (key, is_taken) = match key {
            "description" if self.draft.keep.descriptions => ("description", self.description(kept)?),
            "directives" if self.draft.keep.takes_some_directives() => ("directives", self.directives(kept)?),
            "directive_definitions" if is_document && self.draft.keep.takes_definitions() => {
                ("directive_definitions", self.directive_definitions(kept)?)
            }
            _ => return Ok(false),
        };
        if !is_taken {
            let at = self.cursor.at();
            self.report_at_key(key, at..at, Finding::KeyOfLaterVersion { key });
        }
        Ok(is_taken)
    }

    fn description(&mut self, kept: &mut Vec<Kept>) -> Result<bool, Stop> {
        Ok(self
            .text("description", Rank::Later)?
            .map(|(draft, kept), text| kept.push(draft.description(&text)), &mut (&mut *self.draft, kept)))
    }

    fn directives(&mut self, kept: &mut Vec<Kept>) -> Result<bool, Stop> {
        match self.takes("directives", Kind::Array, Rank::Later)? {
            Taken::Value(()) => {}
            Taken::Nothing => return Ok(true),
            Taken::Extension => return Ok(false),
        }
        let mut more = self.cursor.open_array()?;
        for index in 0.. {
            if !more {
                break;
            }
            self.place.directive = Some(index);
            if self.is_object()? {
                self.directive(kept)?;
            }
            more = self.cursor.more_elements()?;
        }
        self.place.directive = None;
        Ok(true)
    }

    fn directive(&mut self, kept: &mut Vec<Kept>) -> Result<(), Stop> {
        let start = self.cursor.at();
        let (mut name, mut args) = (None, Vec::new());
        let members = self.members(&DIRECTIVE, |reader, key| {
            if key == "name" {
                return Ok(reader.text(key, Rank::Required)?.keep_in(&mut name));
            }
            reader.named_texts(key, |reader, name, literal| {
                args.push(reader.draft.directive_argument(name, literal));
            })
        })?;
        args.extend(members.kept);
        match name {
            Some(name) if self.draft.keep.takes_directive(&name) => {
                kept.push(self.draft.directive(&name, &args));
            }
            Some(name) => {
                self.draft.dropped.add_directive(&name);
                self.reported += 1;
            }
            None => self.report(None, start..self.cursor.at(), Finding::MissingKey { key: "name" }),
        }
        Ok(())
    }

    fn directive_definitions(&mut self, kept: &mut Vec<Kept>) -> Result<bool, Stop> {
        self.named_texts("directive_definitions", |reader, name, sdl| {
            // Duplicate keys have already been reported.
            kept.extend(reader.draft.directive_definition(name, sdl));
        })
    }

    /// Reads an object of texts.
    fn named_texts(
        &mut self,
        key: &'static str,
        mut each: impl FnMut(&mut Self, &str, &str),
    ) -> Result<bool, Stop> {
        match self.takes(key, Kind::Object, Rank::Later)? {
            Taken::Value(()) => {}
            Taken::Nothing => return Ok(true),
            Taken::Extension => return Ok(false),
        }
        let mut names = std::collections::HashSet::new();
        let mut more = self.cursor.open_object()?;
        while more {
            self.cursor.skip_space();
            let start = self.cursor.at();
            let name = self.cursor.key()?;
            let end = self.cursor.at();
            let is_first = names.insert(name.clone());
            let found = self.cursor.kind()?;
            if is_first && found == Kind::String {
                let text = self.cursor.string()?;
                each(self, &name, &text);
            } else {
                let value = self.cursor.at();
                self.cursor.skip()?;
                let (expected, found) = (Kind::String.in_words(), found.in_words());
                let (span, finding) = if is_first {
                    (value..self.cursor.at(), Finding::WrongType { expected, found })
                } else {
                    (start..end, Finding::Duplicate { key: name.clone().into_owned() })
                };
                self.report_with_path(self.place.path().key(key).key(&name), span, finding);
            }
            more = self.cursor.more_members()?;
        }
        Ok(true)
    }
}
