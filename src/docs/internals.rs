//! The engine room: how a registry is stored, and how a look-up finds a field. For maintainers; ten minutes.
//!
//! # What is stored
//!
//! A registry is a fixed number of boxed slices. Records point at each other by number, never by pointer, so the whole is
//! freed at once and copied by counting one `Arc` up.
//!
//! ```text
//!  names        "\u{5}User" "\u{6}posts" "\u{8}[Post!]!" …     one arena of text, each distinct name once
//!  types        name, kind, hash, where its fields, links and values start
//!  fields       name, parent's name, signature                 12 bytes each, in the slots of the index
//!  signatures   type reference, target, arguments, default, deprecation      one for all fields that say the same
//!  references   named type, text, target                       one for each distinct type reference
//! ```
//!
//! A **name** is the offset of its text in the arena. Before the text stands one character that is its length and 1, so a
//! comparison reads the length and the text from one place. Two interned names are equal if their offsets are.
//!
//! A **signature** is all that a field's definition says besides its name. Fields that have nothing but a type share the
//! signature of that type: in real schemas nine in ten do.
//!
//! # The hash
//!
//! `Seed::hash` folds the first and the last eight bytes of a name with a multiplication of 128 bits, and its length with
//! them; longer names have their middle folded in. The seed is drawn when the tables are made, so nobody can choose names
//! that collide. The hash of a *field* is made of the hash of its type's name and half of that of its own, which a processor
//! computes side by side.
//!
//! # The index
//!
//! All keys are known before the first look-up, so there is a perfect hash: one slot where a key can be. The hash leads to a
//! bucket; the bucket's *pilot*, a byte that was sought when the index was built, sends each key of the bucket to a slot of its
//! own. Beside each slot stands a *tag*, eight bits of the hash, which tells nearly all misses without reading a record.
//! Keys for which no pilot was found stand in the *rest*, a sorted list that is searched last and is nearly always empty.
//! Nothing is inserted afterwards: another registry has another index.
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
//! Rows of a database ask for `created_at` where the field is `createdAt`. The `snake_case` alias of each field name that has
//! one stands in an index of its own, with the name that it means. So an alias costs one probe there and one in the index of
//! fields. Aliases in other forms (`created__at`) are folded to camelCase in a buffer on the stack, and looked up as names.
//!
//! # What holds it together
//!
//! Beside each part stands a naive one in the tests: a standard map beside the index, a loop over bytes beside the searches, a
//! walk over characters beside the camelCase rule, and `serde_json` beside the cursor.
