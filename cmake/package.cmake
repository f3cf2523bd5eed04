# What is installed, and Debian packages of it (`dev/package`):
#
#   mapsan              runtime, headers, commands, the CMake package
#   mapsan-plugin-19    the plugin for Clang 19; of each build tree its own
#
# All of it sits below one prefix, whatever that is: the commands find the rest from
# where they are. In a package that is /usr/lib/mapsan, as LLVM has its own, and the
# places where people look are links into it (package_links.cmake).
set(MAPSAN_MAINTAINER "MapSan maintainers <maintainers@mapsan.invalid>"
    CACHE STRING "Who stands in the packages as their maintainer")

install(TARGETS mapsan_shared mapsan_static
        LIBRARY DESTINATION lib COMPONENT tool ARCHIVE DESTINATION lib COMPONENT tool)
install(FILES ${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/mapsan.syms
        ${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/mapsan-static.opts
        ${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/libmapsan-static.a DESTINATION lib COMPONENT tool)
install(TARGETS mapsan mapsan-models RUNTIME DESTINATION bin COMPONENT tool)
install(FILES $<TARGET_FILE_DIR:mapsan>/mapsan-c++ DESTINATION bin COMPONENT tool)
install(DIRECTORY runtime/include/mapsan DESTINATION include COMPONENT tool
        FILES_MATCHING PATTERN "*.h")
install(DIRECTORY ${CMAKE_BINARY_DIR}/lib/cmake/MapSan DESTINATION lib/cmake COMPONENT tool)
install(TARGETS mapsan_plugin LIBRARY DESTINATION lib COMPONENT plugin)

# Debian's policy wants these of every package.
set(plugin_package mapsan-plugin-${MAPSAN_LLVM})
foreach(package mapsan ${plugin_package})
  set(version ${PROJECT_VERSION}-1)
  string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
  string(TIMESTAMP year "%Y" UTC)
  foreach(file copyright changelog)
    configure_file(dev/debian/${file}.in ${CMAKE_BINARY_DIR}/debian/${package}/${file} @ONLY)
  endforeach()
endforeach()
configure_file(dev/debian/mapsan.1 ${CMAKE_BINARY_DIR}/debian/mapsan.1 COPYONLY)
configure_file(cmake/package_links.cmake.in ${CMAKE_BINARY_DIR}/debian/package_links.cmake @ONLY)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mapsan)
set(CPACK_PACKAGE_CONTACT "${MAPSAN_MAINTAINER}")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr/lib/mapsan)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_BINARY_DIR}/debian/package_links.cmake)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL tool plugin)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_TOOL_PACKAGE_NAME mapsan)
set(CPACK_DEBIAN_TOOL_DESCRIPTION "races on map containers of C++ programs
Runtime, headers and commands of MapSan, which reports threads that use the
same map container without synchronisation between them, with both stacks.
.
Programs are compiled with Clang and the plugin for its version, which is in
mapsan-plugin-19 and so on.")
set(CPACK_DEBIAN_TOOL_PACKAGE_RECOMMENDS "${plugin_package}")

set(CPACK_DEBIAN_PLUGIN_PACKAGE_NAME ${plugin_package})
set(CPACK_DEBIAN_PLUGIN_DESCRIPTION "MapSan's plugin for Clang ${MAPSAN_LLVM}
Instruments the operations on map containers for MapSan's runtime, which
reports threads that use the same one without synchronisation between them.")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_DEPENDS
    "mapsan (= ${PROJECT_VERSION}-1), clang-${MAPSAN_LLVM}")
include(CPack)
