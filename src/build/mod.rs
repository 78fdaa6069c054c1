//! The one way in: definitions pushed by readers and [`RegistryBuilder`](crate::RegistryBuilder), and the tables
//! built from them.
//!
//! Definitions are pushed **children first**. Arguments pushed since the last field belong to the next field; fields,
//! values and links (interfaces and members) pushed since the last type belong to the next type. [`Draft::finish`]
//! merges extensions, resolves names to types, checks the whole, and builds the tables. It knows elements by number;
//! their places in a document are found by a second reading (see [`places`]), and only if there is something to
//! report.

mod arrange;
mod check;
mod finish;
mod interfaces;
mod kept;
mod locate;
mod places;
mod references;
#[cfg(feature = "graphql")]
mod rules;

use foldhash::fast::FixedState;
use hashbrown::{HashSet, HashTable};

use crate::diagnostics::{Finding, Strictness};
use crate::model::{BUILT_IN_SCALARS, Operation, TypeKind};
use crate::store::hash::{Seed, half};
use crate::store::names::{Interned, Interner, Name};
use crate::store::tables::{
    ArgRecord, DocumentRecord, KeptRecord, LinkRecord, NONE, SignatureRecord, SignatureRef, TypeRecord,
    ValueRecord, Written,
};

use arrange::Origins;
#[cfg(feature = "graphql")]
pub(crate) use kept::{Applied, ArgText};
pub use kept::{Dropped, KeepDirectives};
pub(crate) use kept::{Keep, Kept};
use places::Locations;
pub(crate) use places::{Element, Findings, Incomplete, Judging, Part};
use references::{DraftReference, KnownReference};
pub(crate) use references::{Nesting, Reference};

/// The capacity of a registry. Exceeding it is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capacity {
    pub(crate) types: u32,
    pub(crate) fields: u32,
}

impl Capacity {
    /// What the tables can number: 2^32 − 1 of anything, since one number means "none". Fields are numbered by their
    /// slots in the index, a fifth of which are free.
    pub(crate) const MAX: Self = Self { types: NONE, fields: NONE / 4 * 3 };
}

/// The maximum number of distinct field definitions. One number is kept for the end of their lists.
const SIGNATURES: u32 = SignatureRef::COUNT - 1;

/// A document's statements about a field, an argument or an enum value besides its name and type.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Attributes<'a> {
    pub(crate) default: Option<&'a str>,
    pub(crate) deprecated: Option<&'a str>,
    pub(crate) kept: &'a [Kept],
}

impl Attributes<'_> {
    fn is_empty(&self) -> bool {
        self.default.is_none() && self.deprecated.is_none() && self.kept.is_empty()
    }
}

/// A document's statements about a type besides its members.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TypeHead<'a> {
    pub(crate) name: &'a str,
    /// `None` if the kind has been reported as unknown.
    pub(crate) kind: Option<TypeKind>,
    pub(crate) written: Written,
    /// Whether it extends a type with that name and kind (`extend type`).
    pub(crate) is_extension: bool,
    pub(crate) one_of: bool,
    pub(crate) specified_by: Option<&'a str>,
    pub(crate) kept: &'a [Kept],
}

/// Tables that grow.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they note independent things")]
pub(crate) struct Draft {
    capacity: Capacity,
    judging: Judging,
    names: Interner,
    types: Vec<TypeRecord>,
    /// The numbers of the types that extend others.
    type_extensions: Vec<u32>,
    /// The numbers of the types whose kind is unknown.
    of_unknown_kind: Vec<u32>,
    fields: Vec<DraftField>,
    /// The names of fields that may have an alias, with halves of their hashes.
    may_need_alias: Vec<(Name, u32)>,
    signatures: Vec<SignatureRecord>,
    references: Vec<DraftReference>,
    args: Vec<ArgRecord>,
    values: Vec<ValueRecord>,
    links: Vec<LinkRecord>,
    kept: Vec<KeptRecord>,
    /// What readers keep, and what they skipped.
    pub(crate) keep: Keep,
    pub(crate) dropped: Dropped,
    /// The directives whose definitions are kept.
    defined_directives: HashSet<Name, FixedState>,
    features: Vec<Name>,
    document: DocumentRecord,
    has_version: bool,
    /// Where the items start that were pushed since the last type, or field.
    open: Starts,
    /// Which of the built-in scalars are defined, a bit each.
    scalars: u8,
    /// Whether any name of a definition is not a GraphQL name.
    has_odd_names: bool,
    /// Whether any reference by a name alone is not a GraphQL name.
    has_odd_references: bool,
    /// Fields with an underscore inside their name: two of them may have the same camelCase form.
    has_underscored: bool,
    /// The first thing whose capacity was exceeded.
    overflow: Option<Finding>,
    incomplete: Incomplete,
    findings: Findings,
    /// What a second reading looks for.
    locations: Option<Locations>,
    /// The numbers that elements had when they were pushed, if they have others now.
    origins: Origins,
    /// A buffer for aliases and references.
    buffer: String,
    /// References by their text and flags.
    reference_ids: HashTable<KnownReference>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Starts {
    fields: u32,
    values: u32,
    links: u32,
    args: u32,
}

/// A field before it has its slot in the index. Which type it belongs to is determined by the types: see
/// [`Draft::parent_of`].
#[derive(Debug, Clone, Copy)]
struct DraftField {
    name: Name,
    signature: u32,
    /// The hash of the name; once the type is known, the hash of both names.
    hash: u64,
}

/// The number of the next record of a table. A draft is checked against its capacity before it is used, so a number
/// past the end never is.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
fn next_number<T>(table: &[T]) -> u32 {
    table.len() as u32
}

impl Draft {
    /// Whether every finding is an error.
    pub(crate) fn is_strict(&self) -> bool {
        self.judging.strictness == Strictness::Strict
    }

    /// Empty tables with room for the content of a JSON IR document of about that many bytes.
    pub(crate) fn new(capacity: Capacity, judging: Judging, document_bytes: usize) -> Self {
        // Unused room is given back at the end, and costs nothing before: only memory that is written counts.
        // The larger a document, the more of its names are repeated.
        let distinct_names = (document_bytes / 160).min(document_bytes / 256 + 4096);
        let distinct_references = (document_bytes / 512).min(document_bytes / 1024 + 1024);
        let mut names = Interner::with_capacity(Seed::draw(), document_bytes / 6, distinct_names);
        // A minimum, whatever does not fit.
        names.intern("");
        Self {
            capacity,
            judging,
            names,
            types: Vec::with_capacity(document_bytes / 384),
            type_extensions: Vec::new(),
            of_unknown_kind: Vec::new(),
            fields: Vec::with_capacity(document_bytes / 80),
            may_need_alias: Vec::with_capacity(document_bytes / 256),
            signatures: Vec::with_capacity(document_bytes / 256),
            references: Vec::with_capacity(document_bytes / 384),
            args: Vec::with_capacity(document_bytes / 128),
            values: Vec::with_capacity(document_bytes / 256),
            links: Vec::with_capacity(document_bytes / 512),
            kept: Vec::new(),
            keep: Keep::default(),
            dropped: Dropped::default(),
            defined_directives: HashSet::default(),
            features: Vec::new(),
            document: DocumentRecord {
                version: Name::NONE,
                roots: [LinkRecord::ABSENT; 3],
                roots_written: false,
                roots_kept: NONE,
                kept: NONE,
            },
            has_version: false,
            open: Starts::default(),
            scalars: 0,
            has_odd_names: false,
            has_odd_references: false,
            has_underscored: false,
            overflow: None,
            incomplete: Incomplete::No,
            findings: Findings::default(),
            locations: None,
            origins: Origins::default(),
            buffer: String::new(),
            reference_ids: HashTable::with_capacity(distinct_references),
        }
    }

    /// Hashes names as tests expect. Nothing has been pushed yet.
    #[cfg(test)]
    pub(crate) fn set_seed(&mut self, seed: Seed) {
        self.names = Interner::with_capacity(seed, 0, 0);
        self.names.intern("");
    }

    /// The name of a text.
    pub(crate) fn text(&mut self, text: &str) -> Name {
        self.names.intern(text).name
    }

    fn optional(&mut self, text: Option<&str>) -> Name {
        text.map_or(Name::NONE, |text| self.text(text))
    }

    /// The name of a type, argument or value.
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

    /// Notes that the document states which types are roots, even if there are none.
    pub(crate) fn set_roots_written(&mut self) {
        self.document.roots_written = true;
    }

    pub(crate) fn set_root(&mut self, operation: Operation, type_name: &str) {
        let name = self.text(type_name);
        self.document.roots[operation as usize] = LinkRecord { name, target: NONE };
        self.document.roots_written = true;
    }

    /// The name of the root for that operation, if there is one.
    #[cfg(feature = "graphql")]
    pub(crate) fn root(&self, operation: Operation) -> Option<&str> {
        self.document.roots[operation as usize].name.some().map(|name| self.names.get(name))
    }

    /// Keeps what belongs to the document as a whole.
    pub(crate) fn keep_in_document(&mut self, kept: &[Kept]) {
        self.document.kept = self.push_kept(kept);
    }

    /// Keeps what belongs to the roots.
    pub(crate) fn keep_in_roots(&mut self, kept: &[Kept]) {
        self.document.roots_kept = self.push_kept(kept);
    }

    /// Notes that part of the document could not be read.
    pub(crate) fn set_incomplete(&mut self, incomplete: Incomplete) {
        if incomplete == Incomplete::Text {
            self.findings.clear();
        }
        self.incomplete = self.incomplete.max(incomplete);
    }

    /// Whether part of the document could not be read.
    #[cfg(feature = "graphql")]
    pub(crate) fn is_incomplete(&self) -> bool {
        self.incomplete > Incomplete::No
    }

    /// Adds a type with everything that was pushed since the last one.
    pub(crate) fn push_type(&mut self, head: TypeHead<'_>) -> u32 {
        let id = next_number(&self.types);
        let Interned { name, hash, .. } = self.name(head.name);
        let specified_by = self.optional(head.specified_by);
        let kept = self.push_kept(head.kept);
        let Starts { fields, values, links, .. } = self.open;
        self.types.push(TypeRecord {
            name,
            kind: head.kind.unwrap_or_default(),
            written: head.written,
            one_of: head.one_of,
            hash,
            fields,
            links,
            values,
            possible: 0,
            specified_by,
            kept,
        });
        if head.is_extension {
            self.type_extensions.push(id);
        } else if let Some(scalar) = BUILT_IN_SCALARS.iter().position(|&scalar| scalar == head.name) {
            self.scalars |= 1 << scalar;
        }
        if head.kind.is_none() {
            self.of_unknown_kind.push(id);
        }
        self.open = self.ends();
        self.check_capacity();
        id
    }

    fn ends(&self) -> Starts {
        Starts {
            fields: next_number(&self.fields),
            values: next_number(&self.values),
            links: next_number(&self.links),
            args: next_number(&self.args),
        }
    }

    /// Adds a field with all arguments that were pushed since the last one.
    pub(crate) fn push_field(
        &mut self,
        name: &str,
        reference: Reference,
        args_written: bool,
        attributes: Attributes<'_>,
    ) -> u32 {
        let signature = self.signature(reference, args_written, attributes);
        self.push_field_of(name, signature)
    }

    /// Adds a field with an existing signature.
    pub(crate) fn push_field_of(&mut self, name: &str, signature: u32) -> u32 {
        let Interned { name, says, hash } = self.names.intern_field(name);
        self.has_odd_names |= !says.is_graphql_name();
        self.has_underscored |= says.has_inner_underscore();
        if says.may_need_alias() {
            self.may_need_alias.push((name, half(hash)));
        }
        let id = next_number(&self.fields);
        self.fields.push(DraftField { name, signature, hash });
        id
    }

    /// The number of a signature with all arguments pushed since the last one; an existing signature if there is only
    /// a type.
    pub(crate) fn signature(
        &mut self,
        reference: Reference,
        args_written: bool,
        attributes: Attributes<'_>,
    ) -> u32 {
        let is_plain = !args_written && self.open.args == next_number(&self.args) && attributes.is_empty();
        let plain = self.references[reference.0 as usize].plain_signature;
        if is_plain && plain != NONE {
            return plain;
        }
        let number = next_number(&self.signatures);
        let record = SignatureRecord {
            reference: reference.0,
            // Determined once references are resolved.
            target: NONE,
            is_list: false,
            is_nested_object: false,
            args: self.open.args,
            args_written,
            default: self.optional(attributes.default),
            deprecated: self.optional(attributes.deprecated),
            kept: self.push_kept(attributes.kept),
        };
        self.signatures.push(record);
        self.open.args = next_number(&self.args);
        if is_plain {
            self.references[reference.0 as usize].plain_signature = number;
        }
        number
    }

    /// The number of the next field to be pushed.
    pub(crate) fn next_field(&self) -> u32 {
        next_number(&self.fields)
    }

    /// Adds an argument to the next field; returns its number among all arguments.
    pub(crate) fn push_arg(&mut self, name: &str, reference: Reference, attributes: Attributes<'_>) -> u32 {
        let id = next_number(&self.args);
        let record = ArgRecord {
            name: self.name(name).name,
            reference: reference.0,
            default: self.optional(attributes.default),
            deprecated: self.optional(attributes.deprecated),
            kept: self.push_kept(attributes.kept),
        };
        self.args.push(record);
        id
    }

    /// Adds an argument with the definition of an earlier one.
    pub(crate) fn push_arg_like(&mut self, name: &str, earlier: u32) -> u32 {
        let id = next_number(&self.args);
        let name = self.name(name).name;
        self.args.push(ArgRecord { name, ..self.args[earlier as usize] });
        id
    }

    /// Drops the arguments pushed since the last field.
    pub(crate) fn discard_args(&mut self) {
        self.args.truncate(self.open.args as usize);
    }

    /// Drops the values pushed since the last type.
    #[cfg(feature = "graphql")]
    pub(crate) fn discard_values(&mut self) {
        self.values.truncate(self.open.values as usize);
    }

    /// Adds a value to the next type.
    pub(crate) fn push_value(&mut self, name: &str, attributes: Attributes<'_>) -> u32 {
        let id = next_number(&self.values);
        let record = ValueRecord {
            name: self.name(name).name,
            deprecated: self.optional(attributes.deprecated),
            kept: self.push_kept(attributes.kept),
        };
        self.values.push(record);
        id
    }

    /// Adds a value with the definition of an earlier one.
    pub(crate) fn push_value_like(&mut self, name: &str, earlier: u32) -> u32 {
        let id = next_number(&self.values);
        let name = self.name(name).name;
        self.values.push(ValueRecord { name, ..self.values[earlier as usize] });
        id
    }

    /// Adds an interface, or a member of a union, to the next type.
    pub(crate) fn push_link(&mut self, name: &str) -> u32 {
        let id = next_number(&self.links);
        let name = self.text(name);
        self.links.push(LinkRecord { name, target: NONE });
        id
    }

    /// Notes the first thing that exceeds the capacity.
    fn check_capacity(&mut self) {
        let Capacity { types, fields } = self.capacity;
        let is_within = |count: usize, limit: u32| count <= limit as usize;
        let has_room = !self.names.is_full()
            && is_within(self.types.len(), types)
            && is_within(self.fields.len(), fields)
            && is_within(self.signatures.len(), SIGNATURES)
            && [self.args.len(), self.values.len(), self.links.len(), self.kept.len()]
                .into_iter()
                .all(|count| is_within(count, NONE));
        if !has_room && self.overflow.is_none() {
            self.overflow = Some(self.describe_overflow());
        }
    }

    #[cold]
    fn describe_overflow(&self) -> Finding {
        let Capacity { types, fields } = self.capacity;
        let counts = [
            ("types", self.types.len(), types),
            ("fields", self.fields.len(), fields),
            ("definitions of fields", self.signatures.len(), SIGNATURES),
            ("arguments", self.args.len(), NONE),
            ("enum values", self.values.len(), NONE),
            ("interfaces and members", self.links.len(), NONE),
            ("extensions, descriptions and directives", self.kept.len(), NONE),
        ];
        let over = counts.into_iter().find(|&(_, count, limit)| count > limit as usize);
        let (what, limit) = over.map_or(("bytes of text", NONE), |(what, _, limit)| (what, limit));
        Finding::TooMany { what, limit: limit.into() }
    }

    /// Whether the capacity was exceeded, so that nothing more should be pushed.
    pub(crate) fn has_overflowed(&self) -> bool {
        self.overflow.is_some()
    }
}
