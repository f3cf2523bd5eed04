"""Where the methods of each library's map types are written, for complete.py.

A type's methods may be spread over base classes: `types` names for each public
type the classes that have them. `parts` are Clang's filters for its dump, each
with the classes that it is to bring; few, since each parses all headers. `flags`
and `link` are for compiling programs.

`named`: words for parameters that only this library has. `skip`: methods that are
not for people. `reads`: methods that change nothing though they are not const.
"""
from collections import namedtuple

Library = namedtuple("Library", "headers parts types flags link named skip reads",
                     defaults=((), (), {}, (), ()))


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
    "boost": Library(
        headers=["boost/unordered_map.hpp", "boost/unordered_set.hpp", "boost/unordered/unordered_flat_map.hpp",
                 "boost/unordered/unordered_flat_set.hpp", "boost/container/flat_map.hpp",
                 "boost/container/flat_set.hpp"],
        parts={"unordered::unordered_": [f"unordered_{name}" for name in
                                         ("map", "multimap", "set", "multiset", "flat_map", "flat_set")],
               "container::flat_": ["flat_map", "flat_multimap", "flat_set", "flat_multiset"],
               "container::dtl::flat_tree": ["flat_tree"]},
        types={**{f"boost::unordered_{name}": [f"unordered_{name}"] for name in
                  ("map", "multimap", "set", "multiset", "flat_map", "flat_set")},
               **{f"boost::container::{name}": [name] for name in ("flat_map", "flat_multimap")},
               **{f"boost::container::{name}": [name, "flat_tree"] for name in ("flat_set", "flat_multiset")}},
        # For the map itself; not for people.
        skip=("tree", "insert_unique", "insert_equal", "emplace_unique", "emplace_equal", "emplace_hint_unique",
              "emplace_hint_equal", "merge_unique", "merge_equal", "erase_unique", "lower_bound_range",
              "insert_unique_movable", "insert_unique_convertible", "get_sequence_ref", "get_sequence_cref",
              "adopt_sequence_unique", "adopt_sequence_equal", "priv_value_comp", "priv_key_comp",
              "flat_tree.try_emplace", "flat_tree.insert_or_assign")),
    "tsl": Library(
        headers=["tsl/robin_map.h", "tsl/robin_set.h", "tsl/hopscotch_map.h", "tsl/hopscotch_set.h"],
        parts={"tsl::robin_": ["robin_map", "robin_set"], "tsl::hopscotch_": ["hopscotch_map", "hopscotch_set"]},
        types={f"tsl::{name}": [name] for name in
               ("robin_map", "robin_set", "hopscotch_map", "hopscotch_set")},
        reads=("mutable_iterator",)),
    "sparsehash": Library(
        headers=["sparsehash/dense_hash_map", "sparsehash/dense_hash_set", "sparsehash/sparse_hash_map",
                 "sparsehash/sparse_hash_set"],
        parts={"google::dense_hash_": ["dense_hash_map", "dense_hash_set"],
               "google::sparse_hash_": ["sparse_hash_map", "sparse_hash_set"]},
        types={f"google::{name}": [name] for name in
               ("dense_hash_map", "dense_hash_set", "sparse_hash_map", "sparse_hash_set")}),
    "llvm": Library(
        headers=[f"llvm/ADT/{name}.h" for name in
                 ("DenseMap", "DenseSet", "MapVector", "SmallPtrSet", "StringMap", "StringSet")],
        parts={"llvm::DenseMap": ["DenseMapBase", "DenseMap"], "llvm::SmallDenseMap": ["SmallDenseMap"],
               "llvm::detail::DenseSetImpl": ["DenseSetImpl"], "llvm::DenseSet": ["DenseSet"],
               "llvm::SmallDenseSet": ["SmallDenseSet"], "llvm::String": ["StringMapImpl", "StringMap", "StringSet"],
               "llvm::MapVector": ["MapVector"],
               "llvm::SmallPtrSet": ["SmallPtrSetImplBase", "SmallPtrSetImpl", "SmallPtrSet"]},
        types={"llvm::DenseMap": ["DenseMapBase", "DenseMap"],
               "llvm::SmallDenseMap": ["DenseMapBase", "SmallDenseMap"],
               "llvm::DenseSet": ["DenseSetImpl", "DenseSet"],
               "llvm::SmallDenseSet": ["DenseSetImpl", "SmallDenseSet"],
               "llvm::StringMap": ["StringMapImpl", "StringMap"],
               "llvm::StringSet": ["StringMapImpl", "StringMap", "StringSet"],
               "llvm::MapVector": ["MapVector"],
               "llvm::SmallPtrSetImpl": ["SmallPtrSetImplBase", "SmallPtrSetImpl"],
               "llvm::SmallPtrSet": ["SmallPtrSetImplBase", "SmallPtrSetImpl", "SmallPtrSet"]},
        flags=["-I/usr/lib/llvm-19/include"], link=["-L/usr/lib/llvm-19/lib", "-lLLVM-19"],
        named={"Iterator": "iterator", "ConstIterator": "iterator",
               "typename iterator": "iterator"}),
    "tbb": Library(
        headers=[f"tbb/concurrent_{name}.h" for name in
                 ("hash_map", "unordered_map", "unordered_set", "map", "set")],
        parts={"::concurrent_hash_map": ["concurrent_hash_map"],
               "::concurrent_unordered_": ["concurrent_unordered_base"] + [
                   f"concurrent_unordered_{name}" for name in ("map", "multimap", "set", "multiset")],
               "::concurrent_skip_list": ["concurrent_skip_list"],
               "::concurrent_m": ["concurrent_map", "concurrent_multimap", "concurrent_multiset"],
               "::concurrent_set": ["concurrent_set"]},
        types={"tbb::concurrent_hash_map": ["concurrent_hash_map"],
               **{f"tbb::concurrent_unordered_{name}": ["concurrent_unordered_base", f"concurrent_unordered_{name}"]
                  for name in ("map", "multimap", "set", "multiset")},
               **{f"tbb::concurrent_{name}": ["concurrent_skip_list", f"concurrent_{name}"]
                  for name in ("map", "multimap", "set", "multiset")}}),
    "libcuckoo": Library(
        headers=["libcuckoo/cuckoohash_map.hh"], parts={"libcuckoo::cuckoohash_map": ["cuckoohash_map"]},
        types={"libcuckoo::cuckoohash_map": ["cuckoohash_map"]}),
    # With --libcxx 22.
    "std_flat": Library(
        headers=["flat_map", "flat_set"],
        parts={"std::flat_m": ["flat_map", "flat_multimap", "flat_multiset"], "std::flat_set": ["flat_set"]},
        types={f"std::{name}": [name] for name in ("flat_map", "flat_multimap", "flat_set", "flat_multiset")}),
    "qt": Library(
        headers=["QtCore/qmap.h", "QtCore/qhash.h", "QtCore/qset.h"],
        parts={"QMap": ["QMap"], "QMultiMap": ["QMultiMap"], "QHash": ["QHash"], "QMultiHash": ["QMultiHash"],
               "QSet": ["QSet"]},
        types={"QMap": ["QMap"], "QHash": ["QHash"], "QMultiMap": ["QMap", "QMultiMap"],
               "QMultiHash": ["QHash", "QMultiHash"], "QSet": ["QSet"]},
        flags=["-I/usr/include/x86_64-linux-gnu/qt5", "-fPIC"]),
    # There the multi ones are classes of their own.
    "qt6": Library(
        headers=["QtCore/qmap.h", "QtCore/qhash.h", "QtCore/qset.h"],
        parts={"QMap": ["QMap"], "QMultiMap": ["QMultiMap"], "QHash": ["QHash"], "QMultiHash": ["QMultiHash"],
               "QSet": ["QSet"]},
        types={name: [name] for name in ("QMap", "QHash", "QMultiMap", "QMultiHash", "QSet")},
        flags=["-I/usr/include/x86_64-linux-gnu/qt6", "-fPIC"]),
}
