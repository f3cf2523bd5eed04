# For projects that use MapSan:
#
#   find_package(MapSan)
#   mapsan_enable(target...)      these targets, or
#   mapsan_enable(DIRECTORY)      all that this folder and those below it add later
#   target_link_libraries(tests PRIVATE MapSan::gtest)   or catch2, doctest, boost_test
#   mapsan_add_ctest([NAME target] [BASELINE file] [REPEAT n] [TIMEOUT seconds]
#                    [FORMATS format...] [ARGUMENTS argument of ctest...] [TARGET_ONLY])
#
# mapsan_enable compiles with the plugin for the project's Clang and links the
# runtime. MapSan::gtest fails the GoogleTest in which a race happens, and names it in
# the report; MapSan::catch2, doctest and boost_test do so for these frameworks.
# mapsan_add_ctest has every ctest run in report mode, with a test, `mapsan.summary`,
# that comes last (call it below the tests), prints what raced and fails if there is anything new; and adds a
# target, `mapsan_ctest`, that does so with repeats and time limits (TARGET_ONLY: the
# target alone). Logs and a file for each format (text, html, sarif, junit ...) are in
# <build>/mapsan.
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
  cmake_parse_arguments(PARSE_ARGV 0 wish "TARGET_ONLY" "NAME;BASELINE;REPEAT;TIMEOUT" "FORMATS;ARGUMENTS")
  if(wish_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mapsan_add_ctest: '${wish_UNPARSED_ARGUMENTS}' is not one of NAME, "
      "BASELINE, REPEAT, TIMEOUT, FORMATS, ARGUMENTS and TARGET_ONLY.")
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
  set(formats)
  foreach(format ${wish_FORMATS})
    string(APPEND formats "
execute_process(COMMAND [[${MAPSAN_COMMAND}]] report [[${CMAKE_BINARY_DIR}/mapsan/logs]] ${report}
  --root=[[${CMAKE_SOURCE_DIR}]] --format=${format} -o [[${CMAKE_BINARY_DIR}/mapsan/report.${format}]])
")
  endforeach()
  # A script, because the reports are written whatever came of the run.
  set(script "
file(REMOVE_RECURSE [[${CMAKE_BINARY_DIR}/mapsan/logs]])
execute_process(COMMAND [[${MAPSAN_COMMAND}]] run ${run} --
  [[${CMAKE_CTEST_COMMAND}]] --test-dir [[${CMAKE_BINARY_DIR}]] ${wish_ARGUMENTS} RESULT_VARIABLE status)
")
  string(APPEND script "${formats}
if(NOT status EQUAL 0)
  message(FATAL_ERROR \"mapsan run ended with status \${status}\")
endif()
")
  file(WRITE "${CMAKE_BINARY_DIR}/${wish_NAME}.cmake" "${script}")
  add_custom_target(${wish_NAME} COMMAND ${CMAKE_COMMAND} -P "${CMAKE_BINARY_DIR}/${wish_NAME}.cmake"
                    USES_TERMINAL VERBATIM)
  get_property(has_summary GLOBAL PROPERTY MAPSAN_HAS_SUMMARY)
  if(has_summary OR wish_TARGET_ONLY OR CMAKE_VERSION VERSION_LESS 3.19)
    return()
  endif()
  set_property(GLOBAL PROPERTY MAPSAN_HAS_SUMMARY TRUE)
  mapsan_add_summary("${report}" "${formats}")
  cmake_language(DEFER CALL mapsan_note_tests) # when all are there
endfunction()

# Every ctest in report mode: what ctest reads before it reads the tests sets that in
# its own environment, and a test that comes last, `mapsan.summary`, prints what raced
# and fails for it. `mapsan run` around ctest does so itself; then that test is silent.
function(mapsan_add_summary report formats)
  set(folder "${CMAKE_BINARY_DIR}/mapsan")
  file(WRITE "${folder}/begin.cmake" "
if(NOT \"\$ENV{MAPSAN_OPTIONS}\" MATCHES log_path)
  string(RANDOM LENGTH 12 stamp)
  set(ENV{MAPSAN_CTEST_LOGS} \"${folder}/ctest-\${stamp}\")
  set(ENV{MAPSAN_OPTIONS}
    \"\$ENV{MAPSAN_OPTIONS} mode=report exitcode=0 stats=2 log_path='\$ENV{MAPSAN_CTEST_LOGS}'\")
endif()
")
  set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY TEST_INCLUDE_FILES "${folder}/begin.cmake")
  file(WRITE "${folder}/summary.cmake" "
if(NOT DEFINED ENV{MAPSAN_CTEST_LOGS})
  message(\"mapsan run says what raced\")
  return()
endif()
file(GLOB logs \"\$ENV{MAPSAN_CTEST_LOGS}.*\")
file(REMOVE_RECURSE [[${folder}/logs]])
file(MAKE_DIRECTORY [[${folder}/logs]])
foreach(log IN LISTS logs)
  get_filename_component(name \"\${log}\" NAME)
  file(RENAME \"\${log}\" \"${folder}/logs/\${name}\")
endforeach()
if(NOT logs)
  message(FATAL_ERROR \"nothing was checked: no test carried MapSan's runtime\")
endif()
execute_process(COMMAND [[${MAPSAN_COMMAND}]] report [[${folder}/logs]] ${report} RESULT_VARIABLE status)
${formats}
if(NOT status EQUAL 0)
  message(FATAL_ERROR \"mapsan report ended with status \${status}\")
endif()
")
  # Tests that are found when they are built have their names in variables then.
  file(WRITE "${folder}/order.cmake" "
set(tests)
get_cmake_property(names VARIABLES)
foreach(name IN LISTS names)
  if(name MATCHES _TESTS$)
    list(APPEND tests \${\${name}})
  endif()
endforeach()
include([[${folder}/tests.cmake]])
set_tests_properties(mapsan.summary PROPERTIES DEPENDS \"\${tests}\")
")
  file(WRITE "${folder}/summary/CMakeLists.txt" "
add_test(NAME mapsan.summary COMMAND \${CMAKE_COMMAND} -P [[${folder}/summary.cmake]])
add_subdirectory(order)
")
  file(WRITE "${folder}/summary/order/CMakeLists.txt" "
set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES [[${folder}/order.cmake]])
")
  add_subdirectory("${folder}/summary" "${folder}/summary/build")
endfunction()

function(mapsan_tests_below directory found)
  get_property(tests DIRECTORY "${directory}" PROPERTY TESTS)
  get_property(folders DIRECTORY "${directory}" PROPERTY SUBDIRECTORIES)
  foreach(folder IN LISTS folders)
    mapsan_tests_below("${folder}" more)
    list(APPEND tests ${more})
  endforeach()
  set(${found} "${tests}" PARENT_SCOPE)
endfunction()

function(mapsan_note_tests)
  mapsan_tests_below("${CMAKE_SOURCE_DIR}" tests)
  list(REMOVE_ITEM tests mapsan.summary)
  file(WRITE "${CMAKE_BINARY_DIR}/mapsan/tests.cmake" "list(APPEND tests ${tests})\n")
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
