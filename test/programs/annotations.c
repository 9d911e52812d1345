/* What programs tell tools: markers, labels, groups, messages, and the ends of frames of a program without swaps. Prints what it
 * gets back; without a window system. */
#define GL_GLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <GL/glext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTION(type, name) type name = (type)eglGetProcAddress(#name)

static int has(const char *name)
{
    const char *all = (const char *)glGetString(GL_EXTENSIONS), *found = all ? strstr(all, name) : NULL;
    return found && (found[strlen(name)] == ' ' || !found[strlen(name)]);
}

int main(int argc, char **argv)
{
    const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_RED_SIZE, 8, EGL_NONE};
    const EGLint size[] = {EGL_WIDTH, 32, EGL_HEIGHT, 24, EGL_NONE};
    const int surface_too = argc > 1 && strcmp(argv[1], "pbuffer") == 0;
    PFNEGLGETPLATFORMDISPLAYEXTPROC get = (PFNEGLGETPLATFORMDISPLAYEXTPROC)eglGetProcAddress("eglGetPlatformDisplayEXT");
    EGLDisplay display = get(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
    EGLConfig config;
    EGLint count = 0;
    if (!eglInitialize(display, NULL, NULL) || !eglBindAPI(EGL_OPENGL_API) || !eglChooseConfig(display, wanted, &config, 1, &count) || !count) return 2;
    EGLContext context = eglCreateContext(display, config, EGL_NO_CONTEXT, NULL);
    EGLSurface surface = surface_too ? eglCreatePbufferSurface(display, config, size) : EGL_NO_SURFACE;
    if (!eglMakeCurrent(display, surface, surface, context)) return 2;
    printf("extensions %d %d %d %d %d\n", has("GL_KHR_debug"), has("GL_EXT_debug_marker"), has("GL_EXT_debug_label"), has("GL_GREMEDY_string_marker"),
           has("GL_GREMEDY_frame_terminator"));

    FUNCTION(PFNGLSTRINGMARKERGREMEDYPROC, glStringMarkerGREMEDY);
    FUNCTION(PFNGLFRAMETERMINATORGREMEDYPROC, glFrameTerminatorGREMEDY);
    FUNCTION(PFNGLINSERTEVENTMARKEREXTPROC, glInsertEventMarkerEXT);
    FUNCTION(PFNGLPUSHGROUPMARKEREXTPROC, glPushGroupMarkerEXT);
    FUNCTION(PFNGLPOPGROUPMARKEREXTPROC, glPopGroupMarkerEXT);
    FUNCTION(PFNGLLABELOBJECTEXTPROC, glLabelObjectEXT);
    FUNCTION(PFNGLGETOBJECTLABELEXTPROC, glGetObjectLabelEXT);
    GLuint buffer;
    char label[64] = "";
    GLsizei length = -1;
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glLabelObjectEXT(GL_BUFFER_OBJECT_EXT, buffer, 0, "corners of the house");
    glGetObjectLabelEXT(GL_BUFFER_OBJECT_EXT, buffer, sizeof label, &length, label);
    printf("EXT label %d %s\n", length, label);
    glObjectLabel(GL_BUFFER, buffer, 7, "garden and more");
    glGetObjectLabel(GL_BUFFER, buffer, sizeof label, &length, label);
    printf("KHR label %d %s\n", length, label);

    for (int i = 0; i < 3; i++) {
        glPushDebugGroup(GL_DEBUG_SOURCE_APPLICATION, 7, -1, "all of the picture");
        glPushGroupMarkerEXT(0, "sky");
        glClearColor((float)i / 3, 0.5f, 1, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        glStringMarkerGREMEDY(0, "to the end");
        glStringMarkerGREMEDY(5, "first five");
        glInsertEventMarkerEXT(0, "sun rises");
        glPopGroupMarkerEXT();
        glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_MARKER, 1, GL_DEBUG_SEVERITY_NOTIFICATION, -1, "said in passing");
        glPopDebugGroup();
        glFrameTerminatorGREMEDY();
    }
    glFinish();
    printf("error %x\n", glGetError());
    return 0;
}
