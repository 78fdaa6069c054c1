//! How a registry is stored, and how a look-up finds a field. For maintainers; ten minutes.
//!
//! # Storage
//!
//! A registry is a fixed number of boxed slices. Records refer to each other by number, never by pointer, so a
//! registry is freed in constant time and cloned by incrementing one reference count.
//!
//! ```text
//!  names        "\u{5}User" "\u{6}posts" "\u{8}[Post!]!" …     one arena of text, each distinct name once
//!  types        name, kind, hash, where its fields, links and values start
//!  fields       name, parent's name, signature                 12 bytes each, in the slots of the index
//!  signatures   type reference, target, arguments, default, deprecation      one for all fields that say the same
//!  references   named type, text, target                       one for each distinct type reference
//! ```
//!
//! A **name** is the offset of its text in the arena. The text is preceded by one character that encodes its length
//! plus 1, so a comparison reads length and text from one place. Two interned names are equal if their offsets are.
//!
//! A **signature** is everything in a field's definition except its name. Fields that have only a type share the
//! signature of that type: in real schemas, nine out of ten do.
//!
//! # The hash
//!
//! `Seed::hash` folds the first and the last eight bytes of a name, together with its length, by a multiplication to
//! 128 bits; the middle of longer names is folded in as well. The seed is drawn when the tables are built, so nobody
//! can choose names that collide. The hash of a *field* combines the hash of its type's name with half of the hash of
//! its own, which a processor computes in parallel.
//!
//! # The index
//!
//! All keys are known before the first look-up, so the index is a perfect hash: each key has exactly one possible
//! slot. The hash selects a bucket; the *pilot* of the bucket, a byte found when the index was built, sends each key
//! of the bucket to its own slot. Beside each slot is a *tag*, eight bits of the hash, which rejects nearly all
//! misses without reading a record. Keys for which no pilot was found are in the *rest*, a sorted list that is
//! searched last and is nearly always empty. Nothing is inserted afterwards: a new registry has a new index.
//!
//! ```text
//!   get_field_type("User", "posts")
//!        │            │
//!   hash(User)    hash(posts)
//!        └─────┬──────┘
//!          hash_field ───▶ bucket ──▶ pilot ──▶ slot ──▶ tag equal? ──no──▶ None
//!                                                          │yes
//!                                                          ▼
//!                                          record: name == "posts", parent == "User"?
//!                                                          │yes
//!                                                          ▼
//!                                                      FieldInfo
//! ```
//!
//! # Aliases
//!
//! Database rows ask for `created_at` when the field is `createdAt`. The `snake_case` alias of each field name that
//! has one is stored in a separate index, with the name that it stands for. An alias therefore costs one probe there
//! and one in the index of fields. Aliases in other forms (`created__at`) are converted to camelCase in a buffer on
//! the stack, and looked up as names.
//!
//! # How it is tested
//!
//! The tests hold a naive implementation against each part: a standard map against the index, a loop over bytes
//! against the searches, a walk over characters against the camelCase rule, and `serde_json` against the cursor.
