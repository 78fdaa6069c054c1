"""Types, fields, arguments and enum values."""

from __future__ import annotations

from schema_registry import FieldInfo, SchemaRegistry, TypeInfo


def field(registry: SchemaRegistry, type_name: str, name: str) -> FieldInfo:
    return registry.lookup(type_name, name)


def names(types: tuple[TypeInfo, ...]) -> list[str]:
    return [found.name for found in types]


def test_a_field_says_its_type_in_full(registry: SchemaRegistry) -> None:
    posts = field(registry, "User", "posts")
    assert (posts.name, posts.type_name, posts.type_ref) == ("posts", "Post", "[Post!]!")
    assert (posts.is_list, posts.is_nested_object) == (True, True)
    assert posts.parent == registry["User"]
    assert posts.named_type == registry["Post"]
    age = field(registry, "User", "age")
    assert (age.type_ref, age.is_list, age.is_nested_object, age.deprecation_reason) == ("Int", False, False, "rude")
    assert age.default_value is None
    assert field(registry, "Filter", "limit").default_value == "5"


def test_walking_from_target_to_target_comes_back(registry: SchemaRegistry) -> None:
    author = field(registry, "Post", "author").named_type
    assert author is not None
    posts = author.field("posts")
    assert posts is not None
    assert posts.named_type == registry["Post"]


def test_a_target_that_is_not_there_is_none() -> None:
    document = """{"version": "1.0", "features": [], "types": {"T": {"fields": {
        "f": {"type_name": "Gone", "is_nested_object": true, "is_list": false}}}}}"""
    gone = SchemaRegistry.from_json(document).lookup("T", "f")
    assert (gone.type_name, gone.named_type) == ("Gone", None)


def test_arguments_are_in_document_order(registry: SchemaRegistry) -> None:
    posts = field(registry, "Query", "posts")
    assert [(arg.name, arg.type_ref, arg.default_value, arg.is_required) for arg in posts.args] == [
        ("first", "Int!", "10", False),
        ("after", "ID", None, False),
        ("tag", "Tag", None, False),
    ]
    tag = posts.arg("tag")
    assert tag is not None
    assert (tag.deprecation_reason, tag.type_name, tag.named_type, tag.extensions) == (
        "use tags",
        "Tag",
        registry["Tag"],
        {},
    )
    assert posts.arg("none") is None
    required = SchemaRegistry.from_sdl("type Query { f(a: Int!): Int }").lookup("Query", "f").arg("a")
    assert required is not None
    assert required.is_required


def test_kinds_interfaces_members_and_values(registry: SchemaRegistry) -> None:
    kinds = {found.name: found.kind for found in registry.types()}
    assert kinds["User"] == "OBJECT"
    assert kinds["Node"] == "INTERFACE"
    assert kinds["Result"] == "UNION"
    assert kinds["Tag"] == "ENUM"
    assert kinds["Filter"] == "INPUT_OBJECT"
    assert kinds["ID"] == "SCALAR"
    assert registry["User"].interfaces == ("Node",)
    assert registry["Result"].members == ("User", "Post")
    assert names(registry["Node"].possible_types) == names(registry["Result"].possible_types) == ["User", "Post"]
    assert [(value.name, value.deprecation_reason) for value in registry["Tag"].values] == [
        ("NEWS", None),
        ("OLD", "stale"),
    ]
    assert registry["Tag"].values[0].extensions == {}
    assert registry["User"].is_subtype_of(registry["Node"])
    assert registry["User"].is_subtype_of(registry["Result"])
    assert not registry["Node"].is_subtype_of(registry["User"])
    assert registry["Tag"].fields == registry["Tag"].members == registry["User"].values == ()


def test_views_are_equal_by_place_and_content(registry: SchemaRegistry) -> None:
    again = SchemaRegistry.from_json(registry.to_json())
    other = SchemaRegistry.from_sdl("type User { age: Int } enum Tag { NEWS } type Query { posts(first: Int): Int }")
    pairs = [
        (registry["User"], again["User"], other["User"], registry["Post"]),
        (registry["Tag"].values[0], again["Tag"].values[0], other["Tag"].values[0], registry["Tag"].values[1]),
        (
            field(registry, "User", "age"),
            field(again, "User", "age"),
            field(other, "User", "age"),
            field(registry, "User", "id"),
        ),
        (
            field(registry, "Query", "posts").args[0],
            field(again, "Query", "posts").args[0],
            field(other, "Query", "posts").args[0],
            field(registry, "Query", "posts").args[1],
        ),
    ]
    for one, same, elsewhere, another in pairs:
        assert one == same
        assert hash(one) == hash(same)
        assert one != elsewhere
        assert one != another
        assert one != "a view"


def test_a_view_outlives_everything_that_it_came_from() -> None:
    posts = SchemaRegistry.from_sdl("type User { posts(first: Int = 10): [User!]! } enum Tag { NEWS }").lookup(
        "User", "posts"
    )
    assert posts.type_ref == "[User!]!"
    arg = posts.args[0]
    target = posts.named_type
    del posts
    assert (arg.name, arg.default_value) == ("first", "10")
    assert target is not None
    assert target.fields[0].name == "posts"


def test_a_view_shows_itself_as_people_write_it(registry: SchemaRegistry) -> None:
    posts = field(registry, "Query", "posts")
    assert repr(registry["User"]) == "<TypeInfo OBJECT User>"
    assert repr(posts) == "<FieldInfo Query.posts: [Post!]!>"
    assert repr(posts.args[0]) == "<ArgInfo Query.posts(first:): Int!>"
    assert repr(registry["Tag"].values[1]) == "<ValueInfo Tag.OLD>"
    assert repr(registry) == 'SchemaRegistry(version="1.1", types=12, fields=12)'
