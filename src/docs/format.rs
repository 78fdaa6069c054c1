//! The JSON document, key by key.
//!
//! A registry is written as, and read from, one JSON object. Producers of version 1.0 write this:
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
//! | document | `features` | names that producers and readers agree on |
//! | document | `types` | the types, by name |
//! | type | `fields` | the fields, by name; required for objects, interfaces and input objects |
//! | field | `type_name` | the named type |
//! | field | `is_nested_object` | whether the named type is an object |
//! | field | `is_list` | whether the outermost wrapper, less a `!`, is a list |
//!
//! Version 1.1 adds keys, all optional, so that a whole GraphQL schema fits and a reader of 1.0 still finds what it knows:
//!
//! | where | key | meaning |
//! |---|---|---|
//! | document | `roots` | `{"query": "Query", "mutation": …, "subscription": …}` |
//! | type | `kind` | `OBJECT` (the default), `INTERFACE`, `UNION`, `ENUM`, `INPUT_OBJECT`, `SCALAR` |
//! | type | `implements` | names of interfaces, of an object or interface |
//! | type | `members` | names of types, of a union |
//! | type | `values` | `{NAME: {"deprecated": reason}}`, of an enum |
//! | type | `one_of` | `true`, of an input object with `@oneOf` |
//! | type | `specified_by` | the URL of `@specifiedBy`, of a scalar |
//! | field | `type` | the full reference as SDL writes it, such as `"[User!]!"`; where absent it is `[T]` if `is_list`, else `T` |
//! | field | `args` | `{NAME: {"type": "Int", "default": "10", "deprecated": reason}}`, all but `type` optional |
//! | field | `default` | of an input field: the SDL text of its literal |
//! | field | `deprecated` | the reason |
//! | document | `directive_definitions` | `{NAME: text}`, each definition of a directive as its SDL |
//! | document, type, field, argument, enum value | `description` | text |
//! | document, type, field, argument, enum value | `directives` | those that are applied, in their order: `[{"name": "auth", "args": {"role": "ADMIN"}}]`; an argument's value is the SDL text of its literal, `args` may be absent |
//!
//! The last three are understood where loading was told to keep descriptions or directives
//! ([`LoadOptions::descriptions`](crate::LoadOptions::descriptions)). Where it was not, they are extensions like any other key:
//! written back, and part of the same fingerprint.
//!
//! Any other key, at any level, is an *extension*: it is kept and written back, and views have it
//! ([`FieldInfo::extension`](crate::FieldInfo::extension)). The order of keys, and of names in `implements` and `members`, carries
//! no meaning. `null` for an optional key is as if it were absent. In a document of version 1.0, a key that came with 1.1 and has
//! a value of another JSON type is an extension, with a warning.
//!
//! What is wrong with a document, and how grave each finding is, [`Diagnostic`](crate::Diagnostic) and
//! [`Strictness`](crate::Strictness) say.
