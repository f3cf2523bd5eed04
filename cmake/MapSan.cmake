# For projects that use MapSan:
#
#   find_package(MapSan)
#   mapsan_enable(target...)
#
# compiles the targets with the plugin for their Clang and links the runtime.
# With another compiler, or a Clang there is no plugin for, it stops with a
# sentence: a build that silently goes without would look checked.
#
# The build tree and an installed MapSan have this file at the same place,
# lib/cmake/MapSan/MapSanConfig.cmake.
get_filename_component(MAPSAN_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

function(mapsan_enable)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "MapSan is a Clang plugin; this project is compiled with "
      "${CMAKE_CXX_COMPILER_ID}. Configure with -DCMAKE_CXX_COMPILER=clang++-19.")
  endif()
  string(REGEX MATCH "^[0-9]+" major "${CMAKE_CXX_COMPILER_VERSION}")
  set(plugin "${MAPSAN_PREFIX}/lib/mapsan-${major}.so")
  if(NOT EXISTS "${plugin}")
    message(FATAL_ERROR "MapSan has no plugin for Clang ${major}: ${plugin} does not exist.")
  endif()
  foreach(target ${ARGN})
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fplugin=${plugin}> -g)
    target_include_directories(${target} PRIVATE "${MAPSAN_PREFIX}/include")
    # At the end of the line, and for libraries too: who links them needs it.
    target_link_libraries(${target} PUBLIC MapSan::runtime)
  endforeach()
endfunction()

if(NOT TARGET MapSan::runtime)
  add_library(MapSan::runtime SHARED IMPORTED)
  set_target_properties(MapSan::runtime PROPERTIES
    IMPORTED_LOCATION "${MAPSAN_PREFIX}/lib/libmapsan.so")
endif()
