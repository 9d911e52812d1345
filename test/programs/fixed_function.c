/* OpenGL as it was until 2003, a few of each kind: matrices, lights, display lists, texture environment, fog, stencil,
 * stipple, bitmaps, vertex arrays in the program's memory, the attribute stack.
 *
 *   fixed_function [FRAMES]   draws that many (20), the same each time, and ends */
#define GL_GLEXT_PROTOTYPES
#include "glx_window.h"

#define WIDTH 240
#define HEIGHT 180

static GLuint cube, texture;

static void make_cube(void)
{
    static const GLfloat normals[6][3] = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
    cube = glGenLists(1);
    glNewList(cube, GL_COMPILE);
    glBegin(GL_QUADS);
    for (int face = 0; face < 6; face++) {
        const GLfloat *n = normals[face];
        const int axis = face / 2, u = (axis + 1) % 3, v = (axis + 2) % 3;
        glNormal3fv(n);
        for (int corner = 0; corner < 4; corner++) {
            GLfloat p[3];
            const int right = corner == 1 || corner == 2, up = corner >= 2;
            p[axis] = n[axis];
            p[u] = right ? n[axis] : -n[axis];
            p[v] = up ? 1.0f : -1.0f;
            glTexCoord2f((float)right, (float)up);
            glVertex3fv(p);
        }
    }
    glEnd();
    glEndList();
}

static void make_texture(void)
{
    GLubyte image[32][32][3];
    for (int y = 0; y < 32; y++)
        for (int x = 0; x < 32; x++) {
            const int dark = (x / 8 + y / 8) & 1;
            image[y][x][0] = (GLubyte)(dark ? 40 : 255);
            image[y][x][1] = (GLubyte)(dark ? x * 8 : 230);
            image[y][x][2] = (GLubyte)(dark ? 120 : y * 8);
        }
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexParameteri(GL_TEXTURE_2D, GL_GENERATE_MIPMAP, GL_TRUE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, 32, 32, 0, GL_RGB, GL_UNSIGNED_BYTE, image);
    glTexEnvi(GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE, GL_MODULATE);
}

static void set_up(void)
{
    static const GLfloat light[4] = {3, 4, 6, 1}, white[4] = {1, 1, 1, 1}, dim[4] = {0.25f, 0.25f, 0.3f, 1}, fog[4] = {0.1f, 0.15f, 0.25f, 1};
    glLightfv(GL_LIGHT0, GL_POSITION, light);
    glLightfv(GL_LIGHT0, GL_DIFFUSE, white);
    glLightModelfv(GL_LIGHT_MODEL_AMBIENT, dim);
    glMaterialfv(GL_FRONT_AND_BACK, GL_SPECULAR, white);
    glMaterialf(GL_FRONT_AND_BACK, GL_SHININESS, 24);
    glColorMaterial(GL_FRONT_AND_BACK, GL_AMBIENT_AND_DIFFUSE);
    glFogfv(GL_FOG_COLOR, fog);
    glFogi(GL_FOG_MODE, GL_LINEAR);
    glFogf(GL_FOG_START, 5);
    glFogf(GL_FOG_END, 14);
    glClearColor(fog[0], fog[1], fog[2], 1);
    make_texture();
    make_cube();
}

static void draw_scene(int frame)
{
    glMatrixMode(GL_PROJECTION);
    glLoadIdentity();
    glFrustum(-0.8, 0.8, -0.6, 0.6, 1.5, 30);
    glMatrixMode(GL_MODELVIEW);
    glLoadIdentity();
    glTranslatef(0, 0, -7);
    glPushAttrib(GL_ENABLE_BIT | GL_LIGHTING_BIT | GL_CURRENT_BIT);
    glEnable(GL_DEPTH_TEST);
    glEnable(GL_LIGHTING);
    glEnable(GL_LIGHT0);
    glEnable(GL_COLOR_MATERIAL);
    glEnable(GL_NORMALIZE);
    glEnable(GL_FOG);
    for (int i = 0; i < 5; i++) {
        glPushMatrix();
        glRotatef((float)(frame * 6 + i * 72), 0, 1, 0);
        glTranslatef(2.2f, 0, 0);
        glRotatef((float)(frame * 9), 1, (float)i, 0.5f);
        glScalef(0.7f, 0.7f, 0.7f);
        glColor3f(i & 1 ? 1 : 0.4f, i & 2 ? 1 : 0.5f, i == 0 ? 1 : 0.6f);
        if (i & 1) glEnable(GL_TEXTURE_2D);
        else glDisable(GL_TEXTURE_2D);
        glCallList(cube);
        glPopMatrix();
    }
    glPopAttrib();
}

/* A ring of triangles from arrays in our memory, where the stencil lets it. */
static void draw_ring(int frame)
{
    GLfloat vertices[2 * 25][2];
    GLubyte colours[2 * 25][4];
    for (int i = 0; i < 50; i++) {
        static const GLfloat circle[24][2] = {
            {1, 0},          {0.966f, 0.259f},  {0.866f, 0.5f},  {0.707f, 0.707f},  {0.5f, 0.866f},  {0.259f, 0.966f},
            {0, 1},          {-0.259f, 0.966f}, {-0.5f, 0.866f}, {-0.707f, 0.707f}, {-0.866f, 0.5f}, {-0.966f, 0.259f},
            {-1, 0},         {-0.966f, -0.259f}, {-0.866f, -0.5f}, {-0.707f, -0.707f}, {-0.5f, -0.866f}, {-0.259f, -0.966f},
            {0, -1},         {0.259f, -0.966f}, {0.5f, -0.866f}, {0.707f, -0.707f}, {0.866f, -0.5f}, {0.966f, -0.259f}};
        const GLfloat *at = circle[i / 2 % 24], radius = i & 1 ? 62 : 44;
        vertices[i][0] = WIDTH / 2 + at[0] * radius;
        vertices[i][1] = HEIGHT / 2 + at[1] * radius;
        colours[i][0] = (GLubyte)(i * 5);
        colours[i][1] = (GLubyte)(frame * 12);
        colours[i][2] = (GLubyte)(255 - i * 5);
        colours[i][3] = 150;
    }
    glEnable(GL_STENCIL_TEST);
    glStencilFunc(GL_ALWAYS, 1, 1);
    glStencilOp(GL_KEEP, GL_KEEP, GL_REPLACE);
    glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    glRecti(WIDTH / 2 - 70 + frame * 2, 0, WIDTH / 2 + 10 + frame * 2, HEIGHT);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glStencilFunc(GL_EQUAL, 1, 1);
    glStencilOp(GL_KEEP, GL_KEEP, GL_KEEP);
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    glEnableClientState(GL_VERTEX_ARRAY);
    glEnableClientState(GL_COLOR_ARRAY);
    glVertexPointer(2, GL_FLOAT, 0, vertices);
    glColorPointer(4, GL_UNSIGNED_BYTE, 0, colours);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 50);
    glDisableClientState(GL_COLOR_ARRAY);
    glDisableClientState(GL_VERTEX_ARRAY);
    glDisable(GL_BLEND);
    glDisable(GL_STENCIL_TEST);
}

static void draw_overlay(int frame)
{
    static const GLubyte arrow[8] = {0x18, 0x18, 0x18, 0x18, 0xff, 0x7e, 0x3c, 0x18};
    GLubyte strip[4][64][4];
    for (int x = 0; x < 64; x++)
        for (int y = 0; y < 4; y++) {
            strip[y][x][0] = (GLubyte)(x * 4);
            strip[y][x][1] = (GLubyte)(y * 60);
            strip[y][x][2] = (GLubyte)(255 - x * 4);
            strip[y][x][3] = 255;
        }
    glColor3f(1, 1, 0);
    glEnable(GL_LINE_STIPPLE);
    glLineStipple(2, 0x0c3f);
    glBegin(GL_LINE_LOOP);
    glVertex2f(6.5f, 6.5f);
    glVertex2f(WIDTH - 6.5f, 6.5f);
    glVertex2f(WIDTH - 6.5f, HEIGHT - 6.5f);
    glVertex2f(6.5f, HEIGHT - 6.5f);
    glEnd();
    glDisable(GL_LINE_STIPPLE);
    for (int i = 0; i < 4; i++) {
        glColor3f(1, (float)i / 4, 0.2f);
        glRasterPos2i(16 + i * 12 + frame, 14);
        glBitmap(8, 8, 0, 0, 0, 0, arrow);
    }
    glRasterPos2i(WIDTH - 90, 14);
    glPixelZoom(1, 2);
    glDrawPixels(64, 4, GL_RGBA, GL_UNSIGNED_BYTE, strip);
}

static void draw_flat(int frame)
{
    glMatrixMode(GL_PROJECTION);
    glPushMatrix();
    glLoadIdentity();
    glOrtho(0, WIDTH, 0, HEIGHT, -1, 1);
    glMatrixMode(GL_MODELVIEW);
    glPushMatrix();
    glLoadIdentity();
    draw_ring(frame);
    draw_overlay(frame);
    glPopMatrix();
    glMatrixMode(GL_PROJECTION);
    glPopMatrix();
    glMatrixMode(GL_MODELVIEW);
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_GREEN_SIZE, 8, GLX_BLUE_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_STENCIL_SIZE, 8, None};
    const int frames = argc > 1 ? atoi(argv[1]) : 20;
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, WIDTH, HEIGHT);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    set_up();
    for (int frame = 0; frame < frames; frame++) {
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
        draw_scene(frame);
        draw_flat(frame);
        if (frame == frames - 1) print_gl_pixel("last frame", WIDTH / 2 + 40, HEIGHT / 2 + 30);
        glXSwapBuffers(dpy, window);
    }
    GLint depth = 0;
    glGetIntegerv(GL_ATTRIB_STACK_DEPTH, &depth);
    printf("%d frames, attribute stack %d, error %x\n", frames, depth, glGetError());
    glDeleteLists(cube, 1);
    glDeleteTextures(1, &texture);
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
