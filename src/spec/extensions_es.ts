// The reviewed list of extensions that contexts of OpenGL ES may advertise, beside those of desktop OpenGL in
// extensions.ts, with what the same review asks. Contexts of desktop OpenGL advertise none of the names that stand
// only here. What is refused is refused in both.
import { names } from './extension_names.js';

export const carriedEsExtensions: readonly string[] = names(`
  AMD: compressed_3DC_texture compressed_ATC_texture program_binary_Z400
  ANDROID: extension_pack_es31a
  ANGLE: depth_texture framebuffer_blit framebuffer_multisample instanced_arrays pack_reverse_row_order program_binary
    texture_compression_dxt3 texture_compression_dxt5 texture_usage
  APPLE: clip_distance color_buffer_packed_float copy_texture_levels framebuffer_multisample rgb_422 sync
    texture_2D_limited_npot texture_format_BGRA8888 texture_max_level texture_packed_float
  ARM: mali_program_binary rgba8 shader_framebuffer_fetch shader_framebuffer_fetch_depth_stencil
    texture_unnormalized_coordinates
  EXT: EGL_image_storage base_instance blend_func_extended blend_minmax buffer_storage clear_texture clip_control clip_cull_distance
    color_buffer_float color_buffer_half_float compressed_ETC1_RGB8_sub_texture conservative_depth copy_image debug_label
    debug_marker depth_clamp discard_framebuffer disjoint_timer_query draw_buffers draw_buffers_indexed
    draw_elements_base_vertex draw_instanced draw_transform_feedback float_blend frag_depth geometry_point_size
    geometry_shader gpu_shader5 instanced_arrays map_buffer_range multi_draw_arrays multi_draw_indirect
    multisampled_compatibility multisampled_render_to_texture multisampled_render_to_texture2 occlusion_query_boolean
    polygon_offset_clamp post_depth_coverage primitive_bounding_box pvrtc_sRGB raster_multisample read_format_bgra
    render_snorm robustness sRGB sRGB_write_control separate_shader_objects shader_framebuffer_fetch
    shader_framebuffer_fetch_non_coherent shader_group_vote shader_implicit_conversions shader_integer_mix
    shader_io_blocks shader_non_constant_global_initializers shader_texture_lod shadow_samplers sparse_texture
    sparse_texture2 tessellation_point_size tessellation_shader texture_border_clamp texture_buffer
    texture_compression_astc_decode_mode texture_compression_bptc texture_compression_dxt1 texture_compression_rgtc
    texture_compression_s3tc texture_compression_s3tc_srgb texture_cube_map_array texture_filter_anisotropic
    texture_filter_minmax texture_format_BGRA8888 texture_format_sRGB_override texture_lod_bias
    texture_mirror_clamp_to_edge texture_norm16 texture_query_lod texture_rg texture_sRGB_R8 texture_sRGB_RG8
    texture_sRGB_decode texture_shadow_lod texture_storage texture_type_2_10_10_10_REV texture_view unpack_subimage
    window_rectangles
  IMG: multisampled_render_to_texture program_binary read_format texture_compression_pvrtc texture_compression_pvrtc2
    texture_filter_cubic user_clip_plane
  INTEL: blackhole_render conservative_rasterization
  KHR: blend_equation_advanced blend_equation_advanced_coherent context_flush_control debug no_error
    parallel_shader_compile robust_buffer_access_behavior robustness shader_subgroup texture_compression_astc_hdr
    texture_compression_astc_ldr texture_compression_astc_sliced_3d
  MESA: bgra framebuffer_flip_x framebuffer_flip_y framebuffer_swap_xy program_binary_formats shader_integer_functions
  NV: blend_equation_advanced blend_equation_advanced_coherent blend_minmax_factor clip_space_w_scaling
    compute_shader_derivatives conditional_render conservative_raster conservative_raster_pre_snap
    conservative_raster_pre_snap_triangles copy_buffer depth_nonlinear draw_buffers draw_instanced
    explicit_attrib_location fbo_color_attachments fill_rectangle fragment_coverage_to_color
    fragment_shader_barycentric fragment_shader_interlock framebuffer_blit framebuffer_multisample
    generate_mipmap_sRGB geometry_shader_passthrough image_formats instanced_arrays non_square_matrices pack_subimage
    pixel_buffer_object polygon_mode primitive_shading_rate read_buffer read_buffer_front read_depth
    read_depth_stencil read_stencil representative_fragment_test sRGB_formats sample_mask_override_coverage
    shader_atomic_fp16_vector shader_noperspective_interpolation shader_subgroup_partitioned shader_texture_footprint
    shadow_samplers_array shadow_samplers_cube stereo_view_rendering texture_border_clamp
    texture_compression_s3tc_update texture_npot_2D_mipmap viewport_array viewport_array2 viewport_swizzle
  NVX: blend_equation_advanced_multi_draw_buffers
  OES: EGL_image EGL_sync blend_equation_separate blend_func_separate blend_subtract byte_coordinates compressed_ETC1_RGB8_sub_texture
    compressed_ETC1_RGB8_texture compressed_paletted_texture copy_image depth24 depth32 depth_texture
    depth_texture_cube_map draw_buffers_indexed draw_elements_base_vertex draw_texture element_index_uint
    fbo_render_mipmap fixed_point fragment_precision_high framebuffer_object geometry_point_size geometry_shader
    get_program_binary gpu_shader5 mapbuffer packed_depth_stencil point_size_array point_sprite primitive_bounding_box
    query_matrix read_format required_internalformat rgb8_rgba8 sample_shading sample_variables shader_image_atomic
    shader_io_blocks shader_multisample_interpolation single_precision standard_derivatives stencil1 stencil4 stencil8
    stencil_wrap surfaceless_context tessellation_point_size tessellation_shader texture_3D texture_border_clamp
    texture_buffer texture_compression_astc texture_cube_map texture_cube_map_array texture_env_crossbar texture_float
    texture_float_linear texture_half_float texture_half_float_linear texture_mirrored_repeat texture_npot
    texture_stencil8 texture_storage_multisample_2d_array texture_view vertex_array_object vertex_half_float
    vertex_type_10_10_10_2 viewport_array
  OVR: multiview multiview2 multiview_multisampled_render_to_texture
  QCOM: alpha_test framebuffer_foveated render_shared_exponent shader_framebuffer_fetch_noncoherent
    shader_framebuffer_fetch_rate shading_rate texture_foveated tiled_rendering
`);

/** Entry points that the registry does not call aliases although the extension says that they are the same function. */
export const esAliases: Readonly<Record<string, string>> = {
  ...same('OES', [
    'glAlphaFuncx',
    'glClearColorx',
    'glClearDepthx',
    'glClipPlanef',
    'glClipPlanex',
    'glColor4x',
    'glDepthRangex',
    'glFogx',
    'glFogxv',
    'glFrustumf',
    'glFrustumx',
    'glGetClipPlanef',
    'glGetClipPlanex',
    'glGetFixedv',
    'glGetLightxv',
    'glGetMaterialxv',
    'glGetTexEnvxv',
    'glGetTexParameterxv',
    'glLightModelx',
    'glLightModelxv',
    'glLightx',
    'glLightxv',
    'glLineWidthx',
    'glLoadMatrixx',
    'glMaterialx',
    'glMaterialxv',
    'glMultMatrixx',
    'glMultiTexCoord4x',
    'glNormal3x',
    'glOrthof',
    'glOrthox',
    'glPointParameterx',
    'glPointParameterxv',
    'glPointSizex',
    'glPolygonOffsetx',
    'glRotatex',
    'glSampleCoveragex',
    'glScalex',
    'glTexEnvx',
    'glTexEnvxv',
    'glTexParameterx',
    'glTexParameterxv',
    'glTranslatex',
  ]),
  ...same('EXT', [
    'glActiveShaderProgram',
    'glBindProgramPipeline',
    'glCreateShaderProgramv',
    'glDeleteProgramPipelines',
    'glGenProgramPipelines',
    'glGetProgramPipelineInfoLog',
    'glGetProgramPipelineiv',
    'glIsProgramPipeline',
    'glUseProgramStages',
    'glValidateProgramPipeline',
    'glGetProgramResourceLocationIndex',
    'glGenQueries',
    'glDeleteQueries',
    'glIsQuery',
    'glBeginQuery',
    'glEndQuery',
    'glGetQueryiv',
    'glGetQueryObjectuiv',
  ]),
  ...same('IMG', ['glClipPlanef', 'glClipPlanex']),
  ...same('NV', ['glDrawBuffers', 'glReadBuffer']),
};

function same(suffix: string, functions: readonly string[]): Record<string, string> {
  return Object.fromEntries(functions.map(name => [name + suffix, name]));
}
