//! The JSON document, key by key.
//!
//! A registry is written as one JSON object, and read from one. Producers of version 1.0 write this:
//!
//! ```
//! use schema_registry::SchemaRegistry;
//!
//! let registry = SchemaRegistry::from_json(r#"
//! { "version": "1.0", "features": ["type_resolution"],
//!   "types": { "User": { "fields": {
//!       "name":  { "type_name": "String", "is_nested_object": false, "is_list": false },
//!       "posts": { "type_name": "Post",   "is_nested_object": true,  "is_list": true } } } } }
//! "#)?;
//! assert_eq!(registry.field_count(), 2);
//! # Ok::<(), schema_registry::LoadError>(())
//! ```
//!
//! | where | key | meaning |
//! |---|---|---|
//! | document | `version` | `1.0` or `1.1` |
//! | document | `features` | names agreed between producers and readers |
//! | document | `types` | the types, by name |
//! | type | `fields` | the fields, by name; required for objects, interfaces and input objects |
//! | field | `type_name` | the named type |
//! | field | `is_nested_object` | whether the named type is an object |
//! | field | `is_list` | whether the type is a list, nullable or not |
//!
//! Version 1.1 adds keys, all of them optional, that describe a complete GraphQL schema without disturbing readers of
//! 1.0:
//!
//! | where | key | meaning |
//! |---|---|---|
//! | document | `roots` | `{"query": "Query", "mutation": …, "subscription": …}` |
//! | type | `kind` | `OBJECT` (the default), `INTERFACE`, `UNION`, `ENUM`, `INPUT_OBJECT`, `SCALAR` |
//! | type | `implements` | for an object or interface: the names of its interfaces |
//! | type | `members` | for a union: the names of its member types |
//! | type | `values` | for an enum: `{NAME: {"deprecated": reason}}` |
//! | type | `one_of` | for an input object with `@oneOf`: `true` |
//! | type | `specified_by` | for a scalar: the URL of `@specifiedBy` |
//! | field | `type` | the full type reference in SDL notation, such as `"[User!]!"`; if absent it is `[T]` if `is_list`, else `T` |
//! | field | `args` | `{NAME: {"type": "Int", "default": "10", "deprecated": reason}}`; all keys except `type` are optional |
//! | field | `default` | for an input field: the default as an SDL literal |
//! | field | `deprecated` | the deprecation reason |
//! | document | `directive_definitions` | `{NAME: text}`: each directive definition as SDL |
//! | document, type, field, argument, enum value | `description` | text |
//! | document, type, field, argument, enum value | `directives` | the applied directives, in order: `[{"name": "auth", "args": {"role": "ADMIN"}}]`; the value of an argument is an SDL literal, `args` may be absent |
//!
//! The last three are understood if loading was asked to keep descriptions or directives
//! ([`LoadOptions::descriptions`](crate::LoadOptions::descriptions)). Otherwise they are extensions like any other
//! key: written back, and part of the same fingerprint.
//!
//! Any other key, at any level, is an *extension*: it is kept, written back, and available from views
//! ([`FieldInfo::extension`](crate::FieldInfo::extension)). The order of keys, and of names in `implements` and
//! `members`, has no meaning. `null` for an optional key means that it is absent. In a document of version 1.0, a key
//! from version 1.1 whose value has another JSON type is an extension, with a warning.
//!
//! [`Diagnostic`](crate::Diagnostic) describes what is wrong with a document, and [`Strictness`](crate::Strictness)
//! how severe each finding is.
