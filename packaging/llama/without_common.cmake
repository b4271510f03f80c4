# Read by CMake right after llama.cpp's own project() call (CMAKE_PROJECT_<name>_INCLUDE).
# The Python binding forces llama.cpp's `common` library on, which nothing here uses and which is most of the build.
# A plain variable in llama.cpp's own scope wins over the cache entry that the binding sets (policy CMP0077).
set(LLAMA_BUILD_COMMON OFF)
