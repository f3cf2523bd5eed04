"""Where the methods of each library's map types are written, for complete.py.

A type's methods may be spread over base classes: `types` names for each public
type the classes that have them. `parts` are Clang's filters for its dump, each
with the classes that it is to bring; few, since each parses all headers.
"""
from collections import namedtuple

Library = namedtuple("Library", "headers parts types link named skip", defaults=((), {}, ()))


def each(namespace, types, classes):
    return {f"{namespace}::{type_}": classes for type_ in types}


LIBRARIES = {
    "std": Library(
        headers="map set unordered_map unordered_set".split(),
        parts={"std::map": ["map"], "std::set": ["set"], "std::multi": ["multimap", "multiset"],
               "std::unordered_m": ["unordered_map", "unordered_multimap", "unordered_multiset"],
               "std::unordered_set": ["unordered_set"]},
        types={f"std::{name}": [name] for name in
               ("map", "set", "multimap", "multiset", "unordered_map", "unordered_multimap",
                "unordered_multiset", "unordered_set")},
        # In debug mode, from the class below.
        named={"_Base_const_iterator": "iterator"}),
    "absl": Library(
        headers=[f"absl/container/{name}.h" for name in
                 ("flat_hash_map", "flat_hash_set", "node_hash_map", "node_hash_set",
                  "btree_map", "btree_set")],
        parts={"container_internal::raw_hash_": ["raw_hash_set", "raw_hash_map"],
               "container_internal::btree_": ["btree_container", "btree_set_container", "btree_map_container",
                                              "btree_multiset_container"]},
        types={**each("absl", ["flat_hash_set", "node_hash_set"], ["raw_hash_set"]),
               **each("absl", ["flat_hash_map", "node_hash_map"], ["raw_hash_set", "raw_hash_map"]),
               "absl::btree_set": ["btree_container", "btree_set_container"],
               "absl::btree_map": ["btree_container", "btree_set_container", "btree_map_container"],
               "absl::btree_multiset": ["btree_container", "btree_multiset_container"],
               "absl::btree_multimap": ["btree_container", "btree_multiset_container"]},
        link=["-labsl_raw_hash_set", "-labsl_hash", "-labsl_throw_delegate"]),
}
