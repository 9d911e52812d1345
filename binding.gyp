# The addon build/Release/sgl.node: native/, the C that both sides share, and the generated decoders.
# Portable code only: no -march here; what needs a wider instruction set chooses it at run time.
{
  "targets": [
    {
      "target_name": "sgl",
      "sources": ["<!@(node scripts/addon-sources.mjs)"],
      "include_dirs": [
        "<!@(node -p \"require('node-addon-api').include_dir\")",
        "native",
        "guest/common",
        "build/gen"
      ],
      "defines": ["NAPI_VERSION=9", "NODE_ADDON_API_DISABLE_DEPRECATED", "NAPI_CPP_EXCEPTIONS", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS", "SGL_HOST_SIDE=1"],
      "cflags": ["-O2", "-g1", "-Wall", "-Wextra", "-Wno-unused-parameter", "-fvisibility=hidden", "-fno-strict-aliasing", "<!@(pkg-config --cflags egl libzstd libxxhash)"],
      "cflags_c": ["-std=gnu11"],
      "cflags_cc": ["-std=gnu++17", "-fexceptions"],
      "cflags!": ["-O3"],
      "cflags_cc!": ["-fno-exceptions", "-std=gnu++20"],
      "libraries": ["<!@(pkg-config --libs egl libzstd libxxhash)", "-ldl", "-lpthread"]
    },
    {
      "target_name": "sgl_clock",
      "sources": ["native/preload/clock_count.c"],
      "cflags": ["-O2", "-Wall", "-Wextra", "-fvisibility=hidden"],
      "cflags_c": ["-std=gnu11"],
      "libraries": ["-ldl"]
    }
  ]
}
