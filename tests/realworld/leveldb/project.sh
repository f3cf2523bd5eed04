# leveldb: sets of live files and pending outputs in the database, a map of
# files in the in-memory environment, all behind mutexes.
package=leveldb
sections=(leveldb)
cmake_options=(-DLEVELDB_BUILD_TESTS=ON -DLEVELDB_BUILD_BENCHMARKS=ON)
driver_target=leveldb
driver_options=(-I "$source/include" -I "$source/helpers/memenv")
driver_libraries=(libleveldb.a -lsnappy)
# The map of files of the in-memory environment loses its lock.
take_out_lock() {
  sed -i '/class InMemoryEnv/,/file_map_ GUARDED_BY/ s/MutexLock lock(&mutex_);//' \
    "$1/helpers/memenv/memenv.cc"
}
