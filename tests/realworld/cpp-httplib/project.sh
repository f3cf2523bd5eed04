# cpp-httplib: a server with a pool of threads, and clients; its tests are pairs of both
# in one process. The library has no map that threads share: that one, and its lock, is
# the driver's, whose handlers run in the library's threads.
package=cpp-httplib
sections=()
cmake_options=(-DHTTPLIB_USE_OPENSSL_IF_AVAILABLE=OFF -DHTTPLIB_USE_BROTLI_IF_AVAILABLE=OFF)
driver_target=CMakeFiles/httplib_tests.dir/test/include_httplib.cc.o # a small one
driver_options=(-I "$source" -include "$source/driver.h")
driver_libraries=()
# Debian builds the tests with meson. Without those that need the network, and one that
# fails now and then without MapSan too (2 of 3 times on a busy machine); Debian leaves
# it out on three architectures.
prepare() {
  cat >>"$1/CMakeLists.txt" <<'END'
enable_testing()
find_package(GTest REQUIRED)
add_executable(httplib_tests test/test.cc test/include_httplib.cc)
target_link_libraries(httplib_tests httplib GTest::gtest GTest::gtest_main)
add_test(NAME httplib COMMAND httplib_tests --gtest_filter=-*_Online:ClientProblemDetectionTest*
         WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/test)
END
  echo '#define LOCK_FOR_READING std::lock_guard<std::mutex> guard(lock);' >"$1/driver.h"
}
# A handler that only reads no longer locks.
take_out_lock() {
  sed -i 's/LOCK_FOR_READING .*/LOCK_FOR_READING/' "$1/driver.h"
}
