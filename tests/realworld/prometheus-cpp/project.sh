# prometheus-cpp: families of metrics, maps from labels to metrics behind a
# mutex. The core only: push and pull need a web server.
package=prometheus-cpp
sections=(prometheus)
cmake_options=(-DENABLE_PULL=OFF -DENABLE_PUSH=OFF -DENABLE_TESTING=ON)
driver_target=core
driver_options=(-I "$source/core/include" -I core/include)
driver_libraries=(lib/libprometheus-cpp-core.a)
# Debian's patch asks for a bundled GoogleTest that is not in the package.
prepare() {
  sed -i 's/find_package(googlemock-3rdparty CONFIG REQUIRED)/find_package(GTest REQUIRED)/' \
    "$1/CMakeLists.txt"
}
# Adding a metric no longer locks the family's map.
take_out_lock() {
  sed -i '/Family<T>::Add(/,/^}/ s/std::lock_guard<std::mutex> lock{mutex_};//' \
    "$1/core/src/family.cc"
}
