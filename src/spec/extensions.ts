// The reviewed lists of OpenGL extensions: those that are carried, and those that are refused, with the
// reason. An extension that stands in neither list is not carried; model:report counts such ones.
// Carried means: its entry points have rows in the model and its name may be advertised when the host has it.
//
// What a review asks: can it reach memory, descriptors, handles or processes of the renderer? Does it bring
// pointer data whose size the model cannot say? Does it change what a carried call means?

import { names } from './extension_names.js';

/** Extensions without entry points of their own beyond core OpenGL count too: they open enums. */
export const carriedExtensions: readonly string[] = names(`
  ARB: ES2_compatibility ES3_1_compatibility ES3_2_compatibility ES3_compatibility arrays_of_arrays base_instance
    blend_func_extended buffer_storage clear_buffer_object clear_texture clip_control color_buffer_float compatibility
    compressed_texture_pixel_storage compute_shader conditional_render_inverted conservative_depth copy_buffer copy_image
    cull_distance debug_output depth_buffer_float depth_clamp depth_texture derivative_control direct_state_access
    draw_buffers draw_buffers_blend draw_elements_base_vertex draw_indirect draw_instanced enhanced_layouts
    explicit_attrib_location explicit_uniform_location fragment_coord_conventions fragment_layer_viewport fragment_program
    fragment_program_shadow fragment_shader fragment_shader_interlock framebuffer_no_attachments framebuffer_object
    framebuffer_sRGB geometry_shader4 get_program_binary get_texture_sub_image gl_spirv gpu_shader5 gpu_shader_fp64
    gpu_shader_int64 half_float_pixel half_float_vertex imaging indirect_parameters instanced_arrays internalformat_query
    internalformat_query2 invalidate_subdata map_buffer_alignment map_buffer_range multi_bind multi_draw_indirect multisample
    multitexture occlusion_query occlusion_query2 parallel_shader_compile pipeline_statistics_query pixel_buffer_object
    point_parameters point_sprite polygon_offset_clamp post_depth_coverage program_interface_query provoking_vertex
    query_buffer_object robust_buffer_access_behavior robustness robustness_isolation sample_locations sample_shading
    sampler_objects seamless_cube_map seamless_cubemap_per_texture separate_shader_objects shader_atomic_counter_ops
    shader_atomic_counters shader_ballot shader_bit_encoding shader_clock shader_draw_parameters shader_group_vote
    shader_image_load_store shader_image_size shader_objects shader_precision shader_stencil_export
    shader_storage_buffer_object shader_subroutine shader_texture_image_samples shader_texture_lod
    shader_viewport_layer_array shading_language_100 shading_language_420pack shading_language_include
    shading_language_packing shadow shadow_ambient sparse_buffer sparse_texture sparse_texture2 sparse_texture_clamp
    spirv_extensions stencil_texturing sync tessellation_shader texture_barrier texture_border_clamp texture_buffer_object
    texture_buffer_object_rgb32 texture_buffer_range texture_compression texture_compression_bptc texture_compression_rgtc
    texture_cube_map texture_cube_map_array texture_env_add texture_env_combine texture_env_crossbar texture_env_dot3
    texture_filter_anisotropic texture_filter_minmax texture_float texture_gather texture_mirror_clamp_to_edge
    texture_mirrored_repeat texture_multisample texture_non_power_of_two texture_query_levels texture_query_lod
    texture_rectangle texture_rg texture_rgb10_a2ui texture_stencil8 texture_storage texture_storage_multisample
    texture_swizzle texture_view timer_query transform_feedback2 transform_feedback3 transform_feedback_instanced
    transform_feedback_overflow_query transpose_matrix uniform_buffer_object vertex_array_bgra vertex_array_object
    vertex_attrib_64bit vertex_attrib_binding vertex_buffer_object vertex_program vertex_shader
    vertex_type_10f_11f_11f_rev vertex_type_2_10_10_10_rev viewport_array window_pos
  KHR: blend_equation_advanced blend_equation_advanced_coherent context_flush_control debug no_error
    parallel_shader_compile robust_buffer_access_behavior robustness shader_subgroup texture_compression_astc_hdr
    texture_compression_astc_ldr texture_compression_astc_sliced_3d
  EXT: 422_pixels EGL_image_storage abgr bgra blend_color blend_equation_separate blend_func_separate blend_logic_op blend_minmax
    blend_subtract compiled_vertex_array copy_texture debug_label debug_marker depth_bounds_test direct_state_access
    draw_buffers2 draw_instanced draw_range_elements fog_coord framebuffer_blit framebuffer_multisample
    framebuffer_multisample_blit_scaled framebuffer_object framebuffer_sRGB geometry_shader4 gpu_program_parameters
    gpu_shader4 multi_draw_arrays packed_depth_stencil packed_float packed_pixels pixel_buffer_object point_parameters
    polygon_offset polygon_offset_clamp post_depth_coverage provoking_vertex raster_multisample rescale_normal
    secondary_color separate_shader_objects separate_specular_color shader_framebuffer_fetch
    shader_framebuffer_fetch_non_coherent shader_image_load_formatted shader_image_load_store shader_integer_mix
    shadow_funcs sparse_texture2 stencil_two_side stencil_wrap subtexture texture texture3D texture_array
    texture_buffer_object texture_compression_dxt1 texture_compression_latc texture_compression_rgtc
    texture_compression_s3tc texture_cube_map texture_edge_clamp texture_env_add texture_env_combine texture_env_dot3
    texture_filter_anisotropic texture_filter_minmax texture_integer texture_lod_bias texture_mirror_clamp texture_object
    texture_rectangle texture_sRGB texture_sRGB_R8 texture_sRGB_RG8 texture_sRGB_decode texture_shadow_lod
    texture_shared_exponent texture_snorm texture_storage texture_swizzle timer_query transform_feedback vertex_array
    vertex_array_bgra vertex_attrib_64bit window_rectangles
  3DFX: texture_compression_FXT1
  AMD: blend_minmax_factor conservative_depth depth_clamp_separate draw_buffers_blend gcn_shader gpu_shader_half_float
    gpu_shader_int16 gpu_shader_int64 multi_draw_indirect query_buffer_object seamless_cubemap_per_texture
    shader_atomic_counter_ops shader_ballot shader_explicit_vertex_parameter shader_image_load_store_lod
    shader_stencil_export shader_trinary_minmax stencil_operation_extended texture_gather_bias_lod texture_texture4
    transform_feedback3_lines_triangles vertex_shader_layer vertex_shader_viewport_index
  ANGLE: texture_compression_dxt3 texture_compression_dxt5
  APPLE: packed_pixels rgb_422
  ARM: shader_framebuffer_fetch_depth_stencil
  ATI: blend_equation_separate draw_buffers fragment_shader meminfo separate_stencil texture_compression_3dc
    texture_env_combine3 texture_float texture_mirror_once
  GREMEDY: frame_terminator string_marker
  IBM: rasterpos_clip texture_mirrored_repeat
  INGR: blend_func_separate
  INTEL: blackhole_render conservative_rasterization fragment_shader_ordering shader_atomic_float_minmax
  MESA: framebuffer_flip_x framebuffer_flip_y framebuffer_swap_xy pack_invert program_binary_formats shader_integer_functions
    texture_signed_rgba window_pos ycbcr_texture
  NV: ES1_1_compatibility alpha_to_coverage_dither_control blend_equation_advanced blend_equation_advanced_coherent
    blend_minmax_factor blend_square clip_space_w_scaling compute_shader_derivatives conditional_render
    conservative_raster conservative_raster_dilate conservative_raster_pre_snap conservative_raster_pre_snap_triangles
    conservative_raster_underestimation copy_depth_to_color copy_image depth_buffer_float depth_clamp fill_rectangle
    float_buffer fog_distance fragment_coverage_to_color fragment_shader_barycentric fragment_shader_interlock
    framebuffer_multisample_coverage geometry_shader_passthrough half_float light_max_exponent multisample_coverage
    multisample_filter_hint packed_depth_stencil primitive_restart primitive_shading_rate representative_fragment_test
    sample_mask_override_coverage shader_atomic_counters shader_atomic_float shader_atomic_float64
    shader_atomic_fp16_vector shader_atomic_int64 shader_storage_buffer_object shader_subgroup_partitioned
    shader_texture_footprint shader_thread_group shader_thread_shuffle stereo_view_rendering texgen_reflection
    texture_barrier texture_compression_vtc texture_env_combine4 texture_multisample texture_rectangle
    texture_rectangle_compressed viewport_array2 viewport_swizzle
  NVX: blend_equation_advanced_multi_draw_buffers gpu_memory_info
  OES: EGL_image read_format
  OVR: multiview multiview2
  S3: s3tc
  SGIS: generate_mipmap texture_border_clamp texture_edge_clamp texture_lod
  SUN: multi_draw_arrays
`);

const SHARES_HOST_MEMORY = 'imports memory of the host by descriptor or handle; a guest must not name objects of the renderer process';
const HOST_IMAGES = 'takes memory or a sync of the host by its EGL handle; the guest has none, and a forged handle would be followed';
const GPU_ADDRESSES = 'hands out GPU addresses or handles that the driver follows unchecked when they come back in shader data';
const VIDEO = 'binds video capture, output or decoder surfaces of the host';
const HOST_POINTERS = 'makes the driver keep and read client memory, which does not exist on the host';

/** Extensions that are never advertised and whose entry points are not resolved, and why. */
export const refusedExtensions: Readonly<Record<string, string>> = {
  GL_AMD_pinned_memory:
    'a buffer with its target is the memory at a pointer of the program: the renderer would read and write its own memory',
  GL_AMD_name_gen_delete: 'a second way to make and delete names that passes by the object model; no current driver offers it',
  GL_AMD_performance_monitor: 'counters of the whole host GPU would tell one guest what another does',
  GL_APPLE_client_storage: HOST_POINTERS,
  GL_APPLE_vertex_array_range: HOST_POINTERS,
  GL_APPLE_texture_range: HOST_POINTERS,
  GL_ARB_bindless_texture: GPU_ADDRESSES,
  GL_ARB_cl_event: 'takes OpenCL objects of the host',
  GL_EXT_EGL_sync: HOST_IMAGES,
  GL_EXT_external_buffer: HOST_IMAGES,
  GL_EXT_memory_object: 'only useful with an imported descriptor or handle, and those are refused',
  GL_EXT_memory_object_fd: SHARES_HOST_MEMORY,
  GL_EXT_memory_object_win32: SHARES_HOST_MEMORY,
  GL_EXT_semaphore: 'only useful with an imported descriptor or handle, and those are refused',
  GL_EXT_semaphore_fd: SHARES_HOST_MEMORY,
  GL_EXT_semaphore_win32: SHARES_HOST_MEMORY,
  GL_EXT_win32_keyed_mutex: SHARES_HOST_MEMORY,
  GL_EXT_x11_sync_object: 'takes an X fence of the host',
  GL_IBM_multimode_draw_arrays: 'strided arrays of modes in client memory; unused, and every program has glMultiDraw*',
  GL_INTEL_map_texture: 'gives out pointers into the textures of the driver',
  GL_INTEL_performance_query: 'counters of the whole host GPU would tell one guest what another does',
  GL_NV_bindless_multi_draw_indirect: GPU_ADDRESSES,
  GL_NV_bindless_multi_draw_indirect_count: GPU_ADDRESSES,
  GL_NV_bindless_texture: GPU_ADDRESSES,
  GL_NV_command_list: GPU_ADDRESSES,
  GL_NV_draw_vulkan_image: 'takes Vulkan objects of the host',
  GL_NV_memory_attachment: 'needs EXT_memory_object, which is refused',
  GL_NV_memory_object_sparse: 'needs EXT_memory_object, which is refused',
  GL_NV_pixel_data_range: HOST_POINTERS,
  GL_NV_present_video: VIDEO,
  GL_NV_shader_buffer_load: GPU_ADDRESSES,
  GL_NV_shader_buffer_store: GPU_ADDRESSES,
  GL_NV_uniform_buffer_unified_memory: GPU_ADDRESSES,
  GL_NV_vdpau_interop: VIDEO,
  GL_NV_vdpau_interop2: VIDEO,
  GL_NV_vertex_array_range: HOST_POINTERS,
  GL_NV_vertex_array_range2: HOST_POINTERS,
  GL_NV_vertex_buffer_unified_memory: GPU_ADDRESSES,
  GL_NV_video_capture: VIDEO,
  GL_NVX_cross_process_interop: SHARES_HOST_MEMORY,
  GL_NVX_gpu_multicast2: 'addresses GPUs of the host one by one',
  GL_NVX_linked_gpu_multicast: 'addresses GPUs of the host one by one',
  GL_NVX_progress_fence: 'takes semaphores shared with other processes of the host',
  GL_NV_gpu_multicast: 'addresses GPUs of the host one by one',
  GL_OES_EGL_image_external: HOST_IMAGES,
  GL_OES_EGL_image_external_essl3: HOST_IMAGES,
};

/** Enums of carried extensions that the registry does not list under them. */
export const carriedEnums: readonly string[] = ['GL_COMPRESSED_LUMINANCE_ALPHA_3DC_ATI'];

/** Commands of carried extensions that are refused all the same. */
export const refusedCommands: Readonly<Record<string, string>> = {};

/** Entry points that the registry calls aliases but that act differently: they keep rows of their own. */
export const notAliases: ReadonlySet<string> = new Set<string>([]);
