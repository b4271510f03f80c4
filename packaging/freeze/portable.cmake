# Read by CMake right after llama.cpp's own project() call (CMAKE_PROJECT_<name>_INCLUDE).
# Only the libraries are wanted, and one file for each: without version numbers in their names there are no links, which
# a frozen tree would store as copies.
set(LLAMA_BUILD_COMMON OFF)
set(CMAKE_PLATFORM_NO_VERSIONED_SONAME ON)
# libggml would wait for the libraries of every CPU; those that are wanted are named as targets.
macro(add_dependencies target)
    if(NOT "${target}" STREQUAL "ggml")
        _add_dependencies(${target} ${ARGN})
    endif()
endmacro()
