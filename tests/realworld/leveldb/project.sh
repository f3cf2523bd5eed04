# leveldb: sets of live files and pending outputs in the database, a map of
# files in the in-memory environment, all behind mutexes.
package=leveldb
sections=(leveldb)
cmake_options=(-DLEVELDB_BUILD_TESTS=ON -DLEVELDB_BUILD_BENCHMARKS=ON)
driver_target=leveldb
driver_options=(-I "$source/include" -I "$source/helpers/memenv")
driver_libraries=(libleveldb.a -lsnappy)
# Looking for a file of the in-memory environment no longer locks the map of
# files. Its GUARDED_BY goes too: Clang's thread-safety analysis knows this one
# lock by that word, most locks of most programs it does not.
take_out_lock() {
  sed -i -e '/bool FileExists(/,/^  }/ s/MutexLock lock(&mutex_);//' \
    -e 's/file_map_ GUARDED_BY(mutex_)/file_map_/' "$1/helpers/memenv/memenv.cc"
}
