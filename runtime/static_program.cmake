# libmapsan-static.a and mapsan-static.opts, for programs that are linked statically
# (`mapsan flags --static-program`): the runtime with the functions it stands in
# front of renamed, and the linker's options that lead calls to them.
# interceptors/static_program.cpp has the idea.
#
# `names`: those functions.
function(mapsan_static_program names)
  set(renamed "dlsym mapsanStaticDlsym\ndlvsym mapsanStaticDlvsym\ndlopen mapsanStaticDlopen\n")
  set(options "")
  foreach(name ${names})
    string(APPEND renamed "${name} __wrap_${name}\n")
    string(APPEND options "--wrap=${name}\n")
    if(NOT name STREQUAL "dlclose")
      string(APPEND options "-u ${name}\n")
    endif()
  endforeach()
  file(CONFIGURE OUTPUT static_program.names CONTENT "${renamed}")
  file(CONFIGURE OUTPUT ${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/mapsan-static.opts CONTENT "${options}")

  add_library(mapsan_originals OBJECT ${CMAKE_CURRENT_SOURCE_DIR}/interceptors/static_program.cpp)
  target_compile_options(mapsan_originals PRIVATE ${MAPSAN_RUNTIME_FLAGS})
  set(archive ${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/libmapsan-static.a)
  add_custom_command(OUTPUT ${archive}
    COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:mapsan_static> ${archive}
    COMMAND ${CMAKE_OBJCOPY} --redefine-syms=${CMAKE_CURRENT_BINARY_DIR}/static_program.names ${archive}
    COMMAND ${CMAKE_AR} rs ${archive} $<TARGET_OBJECTS:mapsan_originals>
    DEPENDS mapsan_static mapsan_originals $<TARGET_OBJECTS:mapsan_originals>
            ${CMAKE_CURRENT_BINARY_DIR}/static_program.names
    COMMENT "Renaming what libmapsan-static.a stands in front of" VERBATIM)
  add_custom_target(mapsan_static_archive ALL DEPENDS ${archive})
endfunction()
