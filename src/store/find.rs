//! Look-ups by name: from texts to records.
//!
//! They are written for the usual case: one probe that hits, or that a tag rejects. Everything else is in separate
//! functions, so that it costs the usual case no registers.

use super::camel::{self, Camel};
use super::hash::{half, hash_field};
use super::tables::{AliasRecord, FieldRecord, NONE, Tables};

impl Tables {
    /// The number of the type with that name.
    #[inline]
    pub(crate) fn find_type(&self, name: &str) -> Option<u32> {
        let name = name.as_bytes();
        let hash = self.names.hash(name);
        let is_name = |&id: &u32| self.types.get(id as usize).is_some_and(|it| self.names.is(it.name, name));
        self.type_index.find(hash, is_name).copied()
    }

    /// The number of the type that a field belongs to.
    pub(crate) fn parent_of(&self, field: &FieldRecord) -> u32 {
        let hash = self.names.hash(self.names.get(field.parent_name).as_bytes());
        let is_parent =
            |&id: &u32| self.types.get(id as usize).is_some_and(|record| record.name == field.parent_name);
        self.type_index.find(hash, is_parent).copied().unwrap_or(NONE)
    }

    /// The field that both names lead to.
    #[inline]
    pub(crate) fn find_field(&self, type_name: &str, field_name: &str) -> Option<&FieldRecord> {
        let (type_hash, name_hash) =
            (self.names.hash(type_name.as_bytes()), self.names.hash(field_name.as_bytes()));
        if let Some(field) = self.fields.candidate(hash_field(type_hash, half(name_hash))) {
            if self.names.is(field.name, field_name.as_bytes())
                && self.names.is(field.parent_name, type_name.as_bytes())
            {
                return Some(field);
            }
        }
        if camel::has_underscore(field_name.as_bytes()) {
            return self.find_alias(type_name, type_hash, field_name, name_hash);
        }
        if self.fields.has_rest() {
            self.find_in_rest(type_name, type_hash, field_name, name_hash)
        } else {
            None
        }
    }

    /// The field with exactly these names, if the index has no slot of its own for it.
    #[cold]
    fn find_in_rest(
        &self,
        type_name: &str,
        type_hash: u64,
        field_name: &str,
        name_hash: u64,
    ) -> Option<&FieldRecord> {
        self.fields.find_in_rest(hash_field(type_hash, half(name_hash)), |field| {
            self.names.is(field.name, field_name.as_bytes())
                && self.names.is(field.parent_name, type_name.as_bytes())
        })
    }

    /// The field with exactly these names.
    #[inline]
    pub(crate) fn find_exact_field(&self, type_name: &str, field_name: &str) -> Option<&FieldRecord> {
        let (type_name, field_name) = (type_name.as_bytes(), field_name.as_bytes());
        let hash = hash_field(self.names.hash(type_name), half(self.names.hash(field_name)));
        self.fields.find(hash, |field| {
            self.names.is(field.name, field_name) && self.names.is(field.parent_name, type_name)
        })
    }

    /// The field of this type with exactly that name.
    #[inline]
    pub(crate) fn find_exact_field_of(&self, parent: u32, field_name: &str) -> Option<&FieldRecord> {
        let parent = self.types.get(parent as usize)?;
        let hash = hash_field(parent.hash, half(self.names.hash(field_name.as_bytes())));
        self.fields.find(hash, |field| {
            self.names.is(field.name, field_name.as_bytes()) && field.parent_name == parent.name
        })
    }

    /// The field of this type that a name leads to, exact or alias.
    #[inline]
    pub(crate) fn find_field_of(&self, parent: u32, field_name: &str) -> Option<&FieldRecord> {
        let exact = self.find_exact_field_of(parent, field_name);
        let parent = self.types.get(parent as usize)?;
        let name_hash = self.names.hash(field_name.as_bytes());
        if exact.is_some() || !camel::has_underscore(field_name.as_bytes()) {
            return exact;
        }
        self.find_alias(self.names.get(parent.name), parent.hash, field_name, name_hash)
    }

    /// The field that a name with an underscore leads to, if the first slot for the exact name does not hold it.
    #[inline(never)]
    fn find_alias(
        &self,
        type_name: &str,
        type_hash: u64,
        alias: &str,
        alias_hash: u64,
    ) -> Option<&FieldRecord> {
        if self.fields.has_rest() || self.aliases.has_rest() {
            return self.find_alias_otherwise(type_name, type_hash, alias, alias_hash);
        }
        let known = self.aliases.candidate(alias_hash);
        let Some(known) = known.filter(|known| self.names.is(known.alias, alias.as_bytes())) else {
            if camel::is_snake(alias.as_bytes()) {
                return None;
            }
            return self.find_alias_otherwise(type_name, type_hash, alias, alias_hash);
        };
        let field = self.fields.candidate(hash_field(type_hash, known.name_hash))?;
        let is_it = field.name == known.name && self.names.is(field.parent_name, type_name.as_bytes());
        is_it.then_some(field)
    }

    /// [`Tables::find_alias`] for an index with a rest, and for aliases in forms other than `snake_case`.
    #[inline(never)]
    fn find_alias_otherwise(
        &self,
        type_name: &str,
        type_hash: u64,
        alias: &str,
        alias_hash: u64,
    ) -> Option<&FieldRecord> {
        if let Some(field) = self.find_in_rest(type_name, type_hash, alias, alias_hash) {
            return Some(field);
        }
        let is_parent = |field: &FieldRecord| self.names.is(field.parent_name, type_name.as_bytes());
        let is_alias = |known: &AliasRecord| self.names.is(known.alias, alias.as_bytes());
        if let Some(&AliasRecord { name, name_hash, .. }) = self.aliases.find(alias_hash, is_alias) {
            let is_field = |field: &FieldRecord| field.name == name && is_parent(field);
            return self.fields.find(hash_field(type_hash, name_hash), is_field);
        }
        match camel::camel(alias.as_bytes()) {
            Camel::Same => None,
            Camel::Short(name) => {
                let hash = hash_field(type_hash, half(self.names.hash(name.as_bytes())));
                let is_field =
                    |field: &FieldRecord| self.names.is(field.name, name.as_bytes()) && is_parent(field);
                self.fields.find(hash, is_field)
            }
            Camel::Long => self.find_long_alias(self.find_type(type_name)?, alias),
        }
    }

    /// The slow way, for aliases that do not fit a buffer: field by field.
    #[cold]
    fn find_long_alias(&self, parent: u32, alias: &str) -> Option<&FieldRecord> {
        self.fields_of(parent).find(|field| camel::is_camel_of(self.names.get(field.name), alias))
    }
}
