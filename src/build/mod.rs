//! The growing tables of a registry that is being read or built.
//!
//! A format, or the builder, pushes definitions as it meets them: a type begins, its fields, links and values follow,
//! the type ends. What can be said of one definition alone is checked by who pushes it; what needs the whole is checked
//! by [`Draft::finish`].

mod check;
mod references;
mod resolve;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::diagnostics::{Diagnostic, Finding, JsonPath};
use crate::model::TypeKind;
use crate::store::camel::make_snake;
use crate::store::hash::{half, hash_field, hash_name};
use crate::store::names::{Interned, Interner, Name};
use crate::store::tables::{
    AliasRecord, ArgRecord, DocumentRecord, ExtensionRecord, LinkRecord, NONE, SignatureRecord, SignatureRef,
    TypeRecord, ValueRecord, Written,
};

pub(crate) use references::DraftReference;
pub(crate) use references::Nesting;
use references::ReferenceKey;

/// How much a registry may hold. More is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capacity {
    pub(crate) types: u32,
    pub(crate) fields: u32,
}

impl Capacity {
    /// What the tables can number: 2^32 − 1 of anything, one number being kept for "none". Fields are numbered by their
    /// slots in the index, a fifth of which are free.
    pub(crate) const MAX: Self = Self { types: NONE, fields: NONE / 4 * 3 };
}

/// How many definitions of fields there may be that differ. One number is kept for the end of their lists.
const SIGNATURES: u32 = SignatureRef::COUNT - 1;

/// Tables that grow.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they note independent things")]
pub(crate) struct Draft {
    pub(crate) capacity: Capacity,
    pub(crate) names: Interner,
    pub(crate) types: Vec<TypeRecord>,
    pub(crate) fields: Vec<DraftField>,
    /// The aliases of all field names, with their hashes.
    pub(crate) aliases: Vec<(u64, AliasRecord)>,
    pub(crate) signatures: Vec<SignatureRecord>,
    pub(crate) references: Vec<DraftReference>,
    pub(crate) args: Vec<ArgRecord>,
    pub(crate) values: Vec<ValueRecord>,
    pub(crate) links: Vec<LinkRecord>,
    pub(crate) extensions: Vec<ExtensionRecord>,
    pub(crate) features: Vec<Name>,
    pub(crate) document: DocumentRecord,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) has_version: bool,
    /// Whether some name of a definition is not a GraphQL name.
    pub(crate) has_odd_names: bool,
    /// Whether some reference by a name alone has something else than a GraphQL name.
    pub(crate) has_odd_references: bool,
    /// Whether some reference has something that stands in JSON as an escape only.
    has_escaped_references: bool,
    /// Fields with an underscore inside their name: two of them may be the same in camelCase.
    pub(crate) underscored: Vec<u32>,
    /// Whether a field of the type begun last has arguments.
    has_args: bool,
    /// Whether a field of the type begun last has a default.
    has_defaults: bool,
    /// The first thing of which there was too much.
    pub(crate) overflow: Option<Finding>,
    /// Where aliases and references are put together.
    buffer: String,
    reference_ids: HashMap<ReferenceKey, u32, FixedState>,
}

/// A field before it has its slot in the index. Whose it is the types say: see [`Draft::parent_of`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct DraftField {
    pub(crate) name: Name,
    pub(crate) signature: u32,
    /// The hash of both names.
    pub(crate) hash: u64,
}

/// All that a field's definition says besides its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signature {
    pub(crate) reference: u32,
    /// Where its arguments start, from [`Draft::args_start`].
    pub(crate) args: u32,
    /// Whether there is a list of arguments, be it empty.
    pub(crate) args_written: bool,
    pub(crate) default: Option<Name>,
    pub(crate) deprecated: Option<Name>,
    pub(crate) extensions: u32,
}

/// A number that a table can give its next record. A draft is checked against its capacity before it is used, so a
/// number past the end never is.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
pub(crate) fn next_number<T>(table: &[T]) -> u32 {
    table.len() as u32
}

impl Draft {
    /// Empty tables with room for what a JSON IR document of about that many bytes holds.
    pub(crate) fn new(capacity: Capacity, document_bytes: usize) -> Self {
        // What is not used of it is given back at the end, and costs nothing before: only memory that was written does.
        let mut names = Interner::with_capacity(document_bytes / 6, document_bytes / 192);
        // Something is there, whatever does not fit.
        names.intern("");
        Self {
            capacity,
            names,
            types: Vec::with_capacity(document_bytes / 384),
            fields: Vec::with_capacity(document_bytes / 80),
            aliases: Vec::with_capacity(document_bytes / 256),
            signatures: Vec::with_capacity(document_bytes / 256),
            references: Vec::with_capacity(document_bytes / 384),
            args: Vec::with_capacity(document_bytes / 128),
            values: Vec::with_capacity(document_bytes / 256),
            links: Vec::with_capacity(document_bytes / 512),
            extensions: Vec::new(),
            features: Vec::new(),
            document: DocumentRecord {
                version: Name::NONE,
                roots: [LinkRecord::ABSENT; 3],
                roots_written: false,
                roots_extensions: NONE,
                extensions: NONE,
            },
            diagnostics: Vec::new(),
            has_version: false,
            has_odd_names: false,
            has_odd_references: false,
            has_escaped_references: false,
            underscored: Vec::new(),
            has_args: false,
            has_defaults: false,
            overflow: None,
            buffer: String::new(),
            reference_ids: HashMap::with_capacity_and_hasher(document_bytes / 1024, FixedState::default()),
        }
    }

    /// Whether all names so far, and all references, were read right by who took for their text what was before the next
    /// quote.
    pub(crate) fn is_plain(&self) -> bool {
        !self.has_odd_names && !self.has_escaped_references
    }

    /// The name of a text.
    pub(crate) fn text(&mut self, text: &str) -> Name {
        self.names.intern(text).name
    }

    /// The name of a type, field, argument or value.
    fn name(&mut self, text: &str) -> Interned {
        let interned = self.names.intern(text);
        self.has_odd_names |= !interned.says.is_graphql_name();
        interned
    }

    pub(crate) fn set_version(&mut self, version: &str) {
        self.document.version = self.text(version);
        self.has_version = true;
    }

    pub(crate) fn add_feature(&mut self, feature: &str) {
        let name = self.text(feature);
        self.features.push(name);
    }

    pub(crate) fn document(&mut self) -> &mut DocumentRecord {
        &mut self.document
    }

    /// A reference to a type by its name alone.
    pub(crate) fn link(&mut self, name: &str) -> LinkRecord {
        LinkRecord { name: self.text(name), target: NONE }
    }

    /// Starts a type: what is pushed from here on, up to the next one, is its own.
    pub(crate) fn begin_type(&mut self, name: &str) -> u32 {
        let Interned { name, hash, .. } = self.name(name);
        self.push_type_record(name, hash)
    }

    pub(crate) fn push_type_record(&mut self, name: Name, hash: u64) -> u32 {
        let id = next_number(&self.types);
        (self.has_args, self.has_defaults) = (false, false);
        self.types.push(TypeRecord {
            name,
            kind: TypeKind::default(),
            written: Written::default(),
            hash,
            fields: next_number(&self.fields),
            links: next_number(&self.links),
            values: next_number(&self.values),
            possible: 0,
            extensions: NONE,
        });
        id
    }

    /// Whether a type of that name has been begun. Costs a walk over all types.
    #[cfg(feature = "graphql")]
    pub(crate) fn has_type(&mut self, name: &str) -> bool {
        let name = self.text(name);
        self.types.iter().any(|record| record.name == name)
    }

    /// Ends the type begun last. Its kind is `None` if that has been reported as unknown.
    pub(crate) fn end_type(&mut self, id: u32, kind: Option<TypeKind>, written: Written, extensions: u32) {
        let record = &mut self.types[id as usize];
        (record.kind, record.written, record.extensions) = (kind.unwrap_or_default(), written, extensions);
        if let Some(kind) = kind {
            self.check_keys(id, kind, written);
        }
        self.check_capacity();
    }

    /// Checks that a type has the lists that its kind has, and no others.
    fn check_keys(&mut self, id: u32, kind: TypeKind, written: Written) {
        let lists = [
            ("fields", written.fields, kind.has_fields()),
            ("implements", written.implements, kind.has_interfaces()),
            ("members", written.members, kind == TypeKind::Union),
            ("values", written.values, kind == TypeKind::Enum),
        ];
        for (key, is_written, is_allowed) in lists {
            if is_written && !is_allowed {
                self.report(self.type_path(id).key(key), Finding::KeyOfOtherKind { key, kind });
            }
        }
        if kind.has_fields() && !written.fields {
            self.report(self.type_path(id), Finding::MissingKey { key: "fields" });
        }
        let is_input = kind == TypeKind::InputObject;
        let has_misplaced = if is_input { self.has_args } else { self.has_defaults };
        if has_misplaced {
            self.report_misplaced(id, kind);
        }
    }

    /// Reports arguments of input fields, and defaults of others.
    #[cold]
    fn report_misplaced(&mut self, id: u32, kind: TypeKind) {
        for field in self.types[id as usize].fields..next_number(&self.fields) {
            let signature = self.signatures[self.fields[field as usize].signature as usize];
            let (key, is_written) = match kind {
                TypeKind::InputObject => ("args", signature.args_written),
                _ => ("default", signature.default.is_some()),
            };
            if is_written {
                self.report(self.field_path(field).key(key), Finding::KeyOfOtherKind { key, kind });
            }
        }
    }

    /// Starts a field of the type begun last.
    pub(crate) fn begin_field(&mut self, parent: u32, name: &str) -> u32 {
        let Interned { name, says, hash } = self.names.intern_field(name);
        self.has_odd_names |= !says.is_graphql_name();
        if says.may_need_alias() {
            self.push_alias(name, hash);
        }
        let id = next_number(&self.fields);
        let hash = hash_field(self.types[parent as usize].hash, half(hash));
        self.fields.push(DraftField { name, signature: NONE, hash });
        if says.has_inner_underscore() {
            self.underscored.push(id);
        }
        id
    }

    /// Adds the alias of a field's name that is met for the first time, and that may have one.
    #[inline(never)]
    fn push_alias(&mut self, name: Name, name_hash: u64) {
        if make_snake(self.names.get(name), &mut self.buffer) {
            let hash = hash_name(self.buffer.as_bytes());
            let alias = self.names.append(&self.buffer);
            self.aliases.push((hash, AliasRecord { alias, name, name_hash: half(name_hash) }));
        }
    }

    /// The number of a signature: an earlier one where fields have nothing but a type.
    pub(crate) fn signature(&mut self, signature: Signature) -> u32 {
        let Signature { reference, args, args_written, default, deprecated, extensions } = signature;
        let is_plain = !args_written && default.is_none() && deprecated.is_none() && extensions == NONE;
        let plain = self.references[reference as usize].plain_signature;
        if is_plain && plain != NONE {
            return plain;
        }
        let number = next_number(&self.signatures);
        self.signatures.push(SignatureRecord {
            reference,
            // Known for sure once references are resolved.
            target: NONE,
            is_list: false,
            is_nested_object: false,
            args,
            args_written,
            default: default.unwrap_or(Name::NONE),
            deprecated: deprecated.unwrap_or(Name::NONE),
            extensions,
        });
        if is_plain {
            self.references[reference as usize].plain_signature = number;
        }
        number
    }

    pub(crate) fn end_field(&mut self, id: u32, signature: u32) {
        let SignatureRecord { args_written, default, .. } = self.signatures[signature as usize];
        self.has_args |= args_written;
        self.has_defaults |= default.is_some();
        self.fields[id as usize].signature = signature;
    }

    /// Where the arguments of the field begun last start.
    pub(crate) fn args_start(&self) -> u32 {
        next_number(&self.args)
    }

    /// Adds an argument to the field begun last.
    pub(crate) fn push_arg(
        &mut self,
        name: &str,
        reference: u32,
        default: Option<Name>,
        deprecated: Option<Name>,
        extensions: u32,
    ) {
        let name = self.name(name).name;
        self.args.push(ArgRecord {
            name,
            reference,
            default: default.unwrap_or(Name::NONE),
            deprecated: deprecated.unwrap_or(Name::NONE),
            extensions,
        });
    }

    /// Adds a value to the type begun last.
    pub(crate) fn push_value(&mut self, name: &str, deprecated: Option<Name>, extensions: u32) {
        let name = self.name(name).name;
        self.values.push(ValueRecord { name, deprecated: deprecated.unwrap_or(Name::NONE), extensions });
    }

    /// Adds an interface or a member to the type begun last.
    pub(crate) fn push_link(&mut self, name: &str) {
        let link = self.link(name);
        self.links.push(link);
    }

    /// Adds the extensions of one definition, and gives the number of the first.
    pub(crate) fn push_extensions(&mut self, entries: &[(Name, Name)]) -> u32 {
        if entries.is_empty() {
            return NONE;
        }
        let first = next_number(&self.extensions);
        let more = (0..next_number(entries)).rev();
        let records =
            entries.iter().zip(more).map(|(&(key, json), more)| ExtensionRecord { key, json, more });
        self.extensions.extend(records);
        first
    }

    /// Notes the first thing of which there is more than the capacity.
    pub(crate) fn check_capacity(&mut self) {
        let Capacity { types, fields } = self.capacity;
        let is_within = |count: usize, limit: u32| count <= limit as usize;
        let has_room = !self.names.is_full()
            && is_within(self.types.len(), types)
            && is_within(self.fields.len(), fields)
            && is_within(self.signatures.len(), SIGNATURES)
            && [self.args.len(), self.values.len(), self.links.len(), self.extensions.len()]
                .into_iter()
                .all(|count| is_within(count, NONE));
        if !has_room {
            self.note_overflow();
        }
    }

    #[cold]
    fn note_overflow(&mut self) {
        let at_most = |what, count: usize, limit: u32| {
            (count > limit as usize).then_some(Finding::TooMany { what, limit: u64::from(limit) })
        };
        let text =
            self.names.is_full().then_some(Finding::TooMany { what: "bytes of text", limit: NONE.into() });
        let Capacity { types, fields } = self.capacity;
        self.overflow = self
            .overflow
            .take()
            .or(text)
            .or_else(|| at_most("types", self.types.len(), types))
            .or_else(|| at_most("fields", self.fields.len(), fields))
            .or_else(|| at_most("definitions of fields", self.signatures.len(), SIGNATURES))
            .or_else(|| at_most("arguments", self.args.len(), NONE))
            .or_else(|| at_most("enum values", self.values.len(), NONE))
            .or_else(|| at_most("interfaces and members", self.links.len(), NONE))
            .or_else(|| at_most("extensions", self.extensions.len(), NONE));
    }

    /// Whether there is too much of something: nothing more should be pushed.
    pub(crate) fn has_overflowed(&self) -> bool {
        self.overflow.is_some()
    }

    /// Reports something.
    pub(crate) fn report(&mut self, path: JsonPath, finding: Finding) {
        self.diagnostics.push(Diagnostic::new(path, finding));
    }

    /// The path of a type's definition.
    pub(crate) fn type_path(&self, id: u32) -> JsonPath {
        JsonPath::default().key("types").member(self.names.get(self.types[id as usize].name), id)
    }

    /// The number of the type that a field belongs to: of those whose fields start there or before, the last one.
    pub(crate) fn parent_of(&self, field: u32) -> u32 {
        next_number(&self.types[1..self.types.partition_point(|record| record.fields <= field)])
    }

    /// The path of a field's definition.
    pub(crate) fn field_path(&self, id: u32) -> JsonPath {
        let (name, parent) = (self.fields[id as usize].name, self.parent_of(id));
        let position = id - self.types[parent as usize].fields;
        self.type_path(parent).key("fields").member(self.names.get(name), position)
    }

    /// The position that the next value of the type begun last gets.
    pub(crate) fn next_value(&self, parent: u32) -> u32 {
        next_number(&self.values) - self.types[parent as usize].values
    }

    /// The path of an argument of a field.
    pub(crate) fn arg_path(&self, field: u32, arg: &str) -> JsonPath {
        self.field_path(field).key("args").key(arg)
    }
}
