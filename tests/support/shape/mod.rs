//! Rows of a database, and both ways to make response objects of them: the straightforward one, and that of the example
//! `shape_rows`.

#[path = "../../../examples/shape_rows/response.rs"]
pub(crate) mod response;
pub(crate) mod rows;
pub(crate) mod straightforward;
