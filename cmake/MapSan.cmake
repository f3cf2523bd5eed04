# For projects that use MapSan:
#
#   find_package(MapSan)
#   mapsan_enable(target...)      these targets, or
#   mapsan_enable(DIRECTORY)      all that this folder and those below it add later
#   target_link_libraries(tests PRIVATE MapSan::gtest)   or catch2, doctest, boost_test
#   mapsan_add_ctest([NAME target] [BASELINE file] [REPEAT n] [TIMEOUT seconds]
#                    [FORMATS format...] [ARGUMENTS argument of ctest...])
#
# mapsan_enable compiles with the plugin for the project's Clang and links the
# runtime. MapSan::gtest fails the GoogleTest in which a race happens, and names it in
# the report; MapSan::catch2, doctest and boost_test do so for these frameworks.
# mapsan_add_ctest adds a target, `mapsan_ctest`, that runs all tests in report mode,
# prints what raced and fails if there is anything new; logs and a file for each
# format (text, html, sarif, junit ...) are in <build>/mapsan.
#
# With another compiler, or a Clang there is no plugin for, it stops with a
# sentence: a build that silently goes without would look checked.
#
# The build tree and an installed MapSan have this file at the same place,
# lib/cmake/MapSan/MapSanConfig.cmake.
# (A Debian package has a link to it where CMake looks.)
get_filename_component(MAPSAN_PREFIX "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
get_filename_component(MAPSAN_PREFIX "${MAPSAN_PREFIX}/../../.." ABSOLUTE)

set(MAPSAN_COMMAND "${MAPSAN_PREFIX}/bin/mapsan")

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
  set(options $<$<COMPILE_LANGUAGE:CXX>:-fplugin=${plugin}> -g)
  if(ARGN STREQUAL "DIRECTORY")
    add_compile_options(${options})
    include_directories("${MAPSAN_PREFIX}/include")
    link_libraries(MapSan::runtime)
    return()
  endif()
  foreach(target ${ARGN})
    target_compile_options(${target} PRIVATE ${options})
    target_include_directories(${target} PRIVATE "${MAPSAN_PREFIX}/include")
    # At the end of the line, and for libraries too: who links them needs it.
    target_link_libraries(${target} PUBLIC MapSan::runtime)
  endforeach()
endfunction()

function(mapsan_add_ctest)
  cmake_parse_arguments(PARSE_ARGV 0 wish "" "NAME;BASELINE;REPEAT;TIMEOUT" "FORMATS;ARGUMENTS")
  if(wish_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mapsan_add_ctest: '${wish_UNPARSED_ARGUMENTS}' is not one of NAME, "
      "BASELINE, REPEAT, TIMEOUT, FORMATS and ARGUMENTS.")
  endif()
  if(NOT wish_NAME)
    set(wish_NAME mapsan_ctest)
  endif()
  set(run "--logs=${CMAKE_BINARY_DIR}/mapsan/logs")
  set(report)
  if(wish_BASELINE)
    get_filename_component(baseline "${wish_BASELINE}" ABSOLUTE)
    list(APPEND run "--baseline=${baseline}")
    list(APPEND report "--baseline=${baseline}")
  endif()
  foreach(number REPEAT TIMEOUT)
    if(wish_${number})
      string(TOLOWER ${number} option)
      list(APPEND run "--${option}=${wish_${number}}")
    endif()
  endforeach()
  # A script, because the reports are written whatever came of the run.
  set(script "
file(REMOVE_RECURSE [[${CMAKE_BINARY_DIR}/mapsan]])
execute_process(COMMAND [[${MAPSAN_COMMAND}]] run ${run} --
  [[${CMAKE_CTEST_COMMAND}]] --test-dir [[${CMAKE_BINARY_DIR}]] ${wish_ARGUMENTS} RESULT_VARIABLE status)
")
  foreach(format ${wish_FORMATS})
    string(APPEND script "
execute_process(COMMAND [[${MAPSAN_COMMAND}]] report [[${CMAKE_BINARY_DIR}/mapsan/logs]] ${report}
  --root=[[${CMAKE_SOURCE_DIR}]] --format=${format} -o [[${CMAKE_BINARY_DIR}/mapsan/report.${format}]])
")
  endforeach()
  string(APPEND script "
if(NOT status EQUAL 0)
  message(FATAL_ERROR \"mapsan run ended with status \${status}\")
endif()
")
  file(WRITE "${CMAKE_BINARY_DIR}/${wish_NAME}.cmake" "${script}")
  add_custom_target(${wish_NAME} COMMAND ${CMAKE_COMMAND} -P "${CMAKE_BINARY_DIR}/${wish_NAME}.cmake"
                    USES_TERMINAL VERBATIM)
endfunction()

if(NOT TARGET MapSan::runtime)
  add_library(MapSan::runtime SHARED IMPORTED)
  set_target_properties(MapSan::runtime PROPERTIES
    IMPORTED_LOCATION "${MAPSAN_PREFIX}/lib/libmapsan.so")
endif()

# The frameworks' own targets are the project's to find.
foreach(framework gtest catch2 doctest boost_test)
  if(NOT TARGET MapSan::${framework})
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/mapsan_${framework}.cpp"
         CONTENT "#include <mapsan/${framework}.h>\n")
    add_library(MapSan::${framework} INTERFACE IMPORTED)
    set_target_properties(MapSan::${framework} PROPERTIES
      INTERFACE_SOURCES "${CMAKE_BINARY_DIR}/mapsan_${framework}.cpp"
      INTERFACE_INCLUDE_DIRECTORIES "${MAPSAN_PREFIX}/include"
      INTERFACE_LINK_LIBRARIES MapSan::runtime)
  endif()
endforeach()
