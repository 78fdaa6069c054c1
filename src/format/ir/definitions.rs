//! Types and their members: fields, arguments, enum values.

use std::borrow::Cow;
use std::ops::Range;

use super::reader::{Members, Rank, Reader, Taken};
use crate::build::{Attributes, Element, Nesting, Part, Reference, TypeHead};
use crate::diagnostics::Finding;
use crate::format::known::Known;
use crate::json::{Cursor, Kind, Stop};
use crate::model::TypeKind;
use crate::store::tables::Written;

const TYPE: [&str; 7] = ["kind", "fields", "implements", "members", "values", "one_of", "specified_by"];
const FIELD: [&str; 7] =
    ["type_name", "is_nested_object", "is_list", "type", "args", "default", "deprecated"];
const ARG: [&str; 3] = ["type", "default", "deprecated"];
const VALUE: [&str; 1] = ["deprecated"];

/// A name, and the bytes of its key.
struct Named<'de> {
    name: Cow<'de, str>,
    span: Range<usize>,
}

/// Moves past the next definition if it is known, and returns its content. If it is not, the cursor then stands at
/// its start.
#[inline]
fn pass<T: Copy + Default>(known: &mut Known<T>, cursor: &mut Cursor<'_>) -> Option<T> {
    cursor.skip_space();
    // No object is a prefix of another one: a text that starts with a known definition is that definition.
    let (end, says) = known.find(cursor.text(), cursor.at())?;
    cursor.go_to(end);
    known.passed += 1;
    Some(says)
}

impl<'de> Reader<'_, 'de> {
    pub(super) fn types(&mut self) -> Result<bool, Stop> {
        if let Taken::Nothing = self.takes("types", Kind::Object, Rank::Required)? {
            return Ok(true);
        }
        let mut more = self.cursor.open_object()?;
        while more {
            let named = self.named()?;
            self.place.type_name = Some(named.name.clone());
            self.type_definition(&named)?;
            self.stop_if_full()?;
            more = self.cursor.more_members()?;
        }
        self.place.type_name = None;
        Ok(true)
    }

    fn named(&mut self) -> Result<Named<'de>, Stop> {
        self.cursor.skip_space();
        let start = self.cursor.at();
        let name = self.cursor.key()?;
        let span = start..self.cursor.at();
        self.cursor.skip_space();
        Ok(Named { name, span })
    }

    fn type_definition(&mut self, named: &Named<'de>) -> Result<(), Stop> {
        let start = self.cursor.at();
        let mut head = TypeHead { kind: Some(TypeKind::default()), ..TypeHead::default() };
        let mut specified_by = None;
        let members = if self.is_object()? {
            self.members(&TYPE, |reader, key| reader.type_key(key, &mut head, &mut specified_by))?
        } else {
            head.kind = None;
            Members::default()
        };
        let id = self.draft.push_type(TypeHead {
            name: &named.name,
            specified_by: specified_by.as_deref(),
            kept: &members.kept,
            ..head
        });
        self.note_definition(Element::Type(id), named, start, &members);
        Ok(())
    }

    fn type_key(
        &mut self,
        key: &'static str,
        head: &mut TypeHead<'_>,
        specified_by: &mut Option<Cow<'de, str>>,
    ) -> Result<bool, Stop> {
        let written = &mut head.written;
        match key {
            "kind" => self.kind(head),
            "fields" => self.fields(written),
            "values" => self.values(written),
            "implements" | "members" => {
                let written = if key == "members" { &mut written.members } else { &mut written.implements };
                let is_taken =
                    self.texts(key, Rank::Later, |draft, name| Some(Element::Link(draft.push_link(name))))?;
                *written = is_taken;
                Ok(is_taken)
            }
            "one_of" => Ok(self.flag(key, Rank::Later)?.map(|head, flag| head.one_of = flag, head)),
            _ => Ok(self.text(key, Rank::Later)?.keep_in(specified_by)),
        }
    }

    fn kind(&mut self, head: &mut TypeHead<'_>) -> Result<bool, Stop> {
        self.cursor.skip_space();
        let start = self.cursor.at();
        let name = match self.text("kind", Rank::Later)? {
            Taken::Value(name) => name,
            Taken::Nothing => return Ok(true),
            Taken::Extension => return Ok(false),
        };
        let kind: Option<TypeKind> = name.parse().ok();
        if kind.is_none() && self.is_first_version {
            self.cursor.go_to(start);
            return Ok(false);
        }
        head.written.kind = true;
        head.kind = kind;
        if kind.is_none() {
            let finding = Finding::UnknownKind { kind: name.into_owned() };
            self.report_at_key("kind", start..self.cursor.at(), finding);
        }
        Ok(true)
    }

    fn values(&mut self, written: &mut Written) -> Result<bool, Stop> {
        match self.takes("values", Kind::Object, Rank::Later)? {
            Taken::Value(()) => {}
            Taken::Nothing => return Ok(true),
            Taken::Extension => return Ok(false),
        }
        written.values = true;
        let mut more = self.cursor.open_object()?;
        while more {
            let named = self.named()?;
            let known = if self.passes_known { pass(&mut self.values, &mut self.cursor) } else { None };
            match known {
                Some(earlier) => _ = self.draft.push_value_like(&named.name, earlier),
                None => self.value(&named)?,
            }
            more = self.cursor.more_members()?;
        }
        self.place.member = None;
        Ok(true)
    }

    fn value(&mut self, named: &Named<'de>) -> Result<(), Stop> {
        let (start, reported) = (self.cursor.at(), self.reported);
        self.place.member = Some(("values", named.name.clone()));
        let mut deprecated = None;
        let members = if self.is_object()? {
            self.members(&VALUE, |reader, key| Ok(reader.text(key, Rank::Later)?.keep_in(&mut deprecated)))?
        } else {
            Members::default()
        };
        let attributes = Attributes { deprecated: deprecated.as_deref(), kept: &members.kept, default: None };
        let id = self.draft.push_value(&named.name, attributes);
        if self.draft.is_locating() {
            self.note_definition(Element::Value(id), named, start, &members);
        } else if self.reported == reported {
            self.values.remember(self.cursor.text(), start..self.cursor.at(), id);
        }
        Ok(())
    }

    fn fields(&mut self, written: &mut Written) -> Result<bool, Stop> {
        // `null` means that it is absent, which is allowed for some kinds.
        if self.cursor.kind()? == Kind::Null {
            return self.cursor.null().map(|()| true);
        }
        if let Taken::Nothing = self.takes("fields", Kind::Object, Rank::Required)? {
            written.fields = true;
            return Ok(true);
        }
        written.fields = true;
        let mut more = self.cursor.open_object()?;
        while more {
            let named = self.named()?;
            let known = if self.passes_known { pass(&mut self.fields, &mut self.cursor) } else { None };
            match known {
                Some(signature) => _ = self.draft.push_field_of(&named.name, signature),
                None => self.field(&named)?,
            }
            more = self.cursor.more_members()?;
        }
        self.place.member = None;
        Ok(true)
    }

    fn field(&mut self, named: &Named<'de>) -> Result<(), Stop> {
        let (start, reported) = (self.cursor.at(), self.reported);
        self.place.member = Some(("fields", named.name.clone()));
        let mut field = Field::default();
        let is_object = self.is_object()?;
        let members = if is_object {
            let (seen, more) = self.usual_keys(&mut field)?;
            self.members_after(&FIELD, seen, more, |reader, key| reader.field_key(key, &mut field))?
        } else {
            Members::default()
        };
        let span = start..self.cursor.at();
        let reference = self.field_reference(&field, &members, is_object, span);
        let attributes = Attributes {
            default: field.default.as_deref(),
            deprecated: field.deprecated.as_deref(),
            kept: &members.kept,
        };
        let signature = self.draft.signature(reference, field.args_written, attributes);
        let id = self.draft.push_field_of(&named.name, signature);
        if self.draft.is_locating() {
            self.note_definition(Element::Field(id), named, start, &members);
        } else if self.reported == reported {
            self.fields.remember(self.cursor.text(), start..self.cursor.at(), signature);
        }
        Ok(())
    }

    /// Enters a field's definition and reads its first keys if they are written in the usual way, since nothing must
    /// be searched then. Returns how many there were, and whether more follow.
    fn usual_keys(&mut self, field: &mut Field<'de>) -> Result<(usize, bool), Stop> {
        if self.draft.is_locating() || !self.cursor.pass_text(r#"{"type_name":""#) {
            return Ok((0, self.cursor.open_object()?));
        }
        self.cursor.go_to(self.cursor.at() - 1);
        let start = self.cursor.at();
        field.type_name = Some(self.cursor.string()?);
        field.type_name_span = start..self.cursor.at();
        let mut seen = 1;
        for (text, slot) in
            [(r#","is_nested_object":"#, &mut field.is_nested_object), (r#","is_list":"#, &mut field.is_list)]
        {
            if !self.cursor.pass_text(text) {
                break;
            }
            let flag = if self.cursor.pass_text("true") { Some(true) } else { None };
            let flag = flag.or_else(|| self.cursor.pass_text("false").then_some(false));
            if flag.is_none() {
                self.cursor.go_to(self.cursor.at() - text.len());
                break;
            }
            *slot = flag;
            seen += 1;
        }
        Ok((seen, self.cursor.more_members()?))
    }

    fn field_key(&mut self, key: &'static str, field: &mut Field<'de>) -> Result<bool, Stop> {
        Ok(match key {
            "type_name" => {
                self.cursor.skip_space();
                let start = self.cursor.at();
                let is_taken = self.text(key, Rank::Required)?.keep_in(&mut field.type_name);
                field.type_name_span = start..self.cursor.at();
                is_taken
            }
            "is_nested_object" => self.flag(key, Rank::Required)?.keep_in(&mut field.is_nested_object),
            "is_list" => self.flag(key, Rank::Required)?.keep_in(&mut field.is_list),
            "type" => {
                self.cursor.skip_space();
                let start = self.cursor.at();
                let is_taken = self.text(key, Rank::Later)?.keep_in(&mut field.expr);
                field.expr_span = start..self.cursor.at();
                is_taken
            }
            "default" => self.text(key, Rank::Later)?.keep_in(&mut field.default),
            "deprecated" => self.text(key, Rank::Later)?.keep_in(&mut field.deprecated),
            _ => match self.takes(key, Kind::Object, Rank::Later)? {
                Taken::Value(()) => {
                    field.args_written = true;
                    self.args()?;
                    true
                }
                Taken::Nothing => true,
                Taken::Extension => false,
            },
        })
    }

    /// The type reference given by the keys of a field together.
    fn field_reference(
        &mut self,
        field: &Field<'_>,
        members: &Members,
        is_object: bool,
        span: Range<usize>,
    ) -> Reference {
        let (Some(type_name), Some(nested), Some(list)) =
            (&field.type_name, field.is_nested_object, field.is_list)
        else {
            for key in FIELD[..3].iter().filter(|key| is_object && !members.has(&FIELD, key)) {
                self.report(None, span.clone(), Finding::MissingKey { key });
            }
            return self.draft.unread_reference();
        };
        if type_name.is_empty() {
            let span = field.type_name_span.clone();
            self.report_at_key("type_name", span, Finding::InvalidTypeReference { text: String::new() });
            return self.draft.unread_reference();
        }
        let Some(expr) = &field.expr else { return self.draft.named_reference(type_name, list, nested) };
        let span = field.expr_span.clone();
        let Some(reference) = self.draft.reference(expr, Nesting::Stated(nested)) else {
            self.report_at_key("type", span, Finding::InvalidTypeReference { text: expr.to_string() });
            return self.draft.unread_reference();
        };
        let (is_same_name, is_list) = self.draft.compare_reference(reference, type_name);
        let contradiction = |key, value| Finding::Contradiction { text: expr.to_string(), key, value };
        if !is_same_name {
            self.report_at_key("type", span.clone(), contradiction("type_name", type_name.to_string()));
        }
        if is_list != list {
            self.report_at_key("type", span, contradiction("is_list", list.to_string()));
        }
        reference
    }

    fn args(&mut self) -> Result<(), Stop> {
        let mut more = self.cursor.open_object()?;
        let mut position = 0;
        while more {
            let named = self.named()?;
            let known = if self.passes_known { pass(&mut self.args, &mut self.cursor) } else { None };
            match known {
                Some(earlier) => _ = self.draft.push_arg_like(&named.name, earlier),
                None => self.arg(&named, position)?,
            }
            position += 1;
            more = self.cursor.more_members()?;
        }
        self.place.arg = None;
        Ok(())
    }

    fn arg(&mut self, named: &Named<'de>, position: u32) -> Result<(), Stop> {
        let (start, reported) = (self.cursor.at(), self.reported);
        self.place.arg = Some(named.name.clone());
        let (mut expr, mut default, mut deprecated) = (None, None, None);
        let mut expr_span = start..start;
        let is_object = self.is_object()?;
        let members = if is_object {
            self.members(&ARG, |reader, key| {
                Ok(match key {
                    "type" => {
                        let start = reader.cursor.at();
                        let is_taken = reader.text(key, Rank::Required)?.keep_in(&mut expr);
                        expr_span = start..reader.cursor.at();
                        is_taken
                    }
                    "default" => reader.text(key, Rank::Later)?.keep_in(&mut default),
                    _ => reader.text(key, Rank::Later)?.keep_in(&mut deprecated),
                })
            })?
        } else {
            Members::default()
        };
        let reference =
            expr.as_deref().and_then(|expr| self.draft.reference(expr, Nesting::Otherwise(false)));
        let reference = reference.unwrap_or_else(|| {
            match &expr {
                Some(expr) => {
                    let finding = Finding::InvalidTypeReference { text: expr.to_string() };
                    self.report_at_key("type", expr_span, finding);
                }
                None if is_object && !members.has(&ARG, "type") => {
                    self.report(None, start..self.cursor.at(), Finding::MissingKey { key: "type" });
                }
                None => {}
            }
            self.draft.unread_reference()
        });
        let attributes = Attributes {
            default: default.as_deref(),
            deprecated: deprecated.as_deref(),
            kept: &members.kept,
        };
        let number = self.draft.push_arg(&named.name, reference, attributes);
        if self.draft.is_locating() {
            let element = Element::Arg(self.draft.next_field(), position);
            self.note_definition(element, named, start, &members);
        } else if self.reported == reported {
            self.args.remember(self.cursor.text(), start..self.cursor.at(), number);
        }
        Ok(())
    }

    /// Notes the place of a definition that has been pushed.
    fn note_definition(&mut self, element: Element, named: &Named<'_>, start: usize, members: &Members) {
        if self.draft.is_locating() {
            self.note(element, Part::Name, None, named.span.clone());
            self.note(element, Part::Whole, None, start..self.cursor.at());
            self.note_all(element, members);
        }
    }
}

/// The content of a field's definition.
#[derive(Default)]
struct Field<'de> {
    type_name: Option<Cow<'de, str>>,
    type_name_span: Range<usize>,
    is_nested_object: Option<bool>,
    is_list: Option<bool>,
    expr: Option<Cow<'de, str>>,
    expr_span: Range<usize>,
    default: Option<Cow<'de, str>>,
    deprecated: Option<Cow<'de, str>>,
    args_written: bool,
}
