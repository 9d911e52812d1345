/* Which configuration and visual GLX answers to some ten thousand requests, and what all of them have. */
#include "glx_window.h"

#ifndef GLX_FRAMEBUFFER_SRGB_CAPABLE_ARB
#define GLX_FRAMEBUFFER_SRGB_CAPABLE_ARB 0x20B2
#endif

/* Requested sizes; -1: not mentioned. */
static const int colours[] = {-1, 1, 5, 8, 10}, alphas[] = {-1, 0, 1, 8}, depths[] = {-1, 0, 1, 16, 24, 32}, stencils[] = {-1, 0, 1, 8};
static const int buffers[] = {-1, 0, 1}, samples[] = {-1, 0, 4}, drawables[] = {-1, GLX_WINDOW_BIT, GLX_PBUFFER_BIT};
#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

static int *add(int *end, int attribute, int value)
{
    if (value < 0) return end;
    end[0] = attribute;
    end[1] = value;
    return end + 2;
}

static int *add_sizes(int *end, int colour, int alpha, int depth, int stencil, int sample)
{
    end = add(add(add(end, GLX_RED_SIZE, colour), GLX_GREEN_SIZE, colour), GLX_BLUE_SIZE, colour);
    end = add(add(add(end, GLX_ALPHA_SIZE, alpha), GLX_DEPTH_SIZE, depth), GLX_STENCIL_SIZE, stencil);
    return sample < 0 ? end : add(add(end, GLX_SAMPLE_BUFFERS, sample > 0), GLX_SAMPLES, sample);
}

static void print_first(Display *dpy, const int *attributes)
{
    int count = 0, shown = 0, value = 0;
    GLXFBConfig *found = glXChooseFBConfig(dpy, DefaultScreen(dpy), attributes, &count);
    for (int i = 0; i < count && shown < 3; i++) {
        glXGetFBConfigAttrib(dpy, found[i], GLX_FBCONFIG_ID, &value);
        printf(" %x", value);
        shown++;
    }
    printf("\n");
    if (found) XFree(found);
}

static void print_visual(Display *dpy, int *attributes)
{
    XVisualInfo *visual = glXChooseVisual(dpy, DefaultScreen(dpy), attributes);
    printf(" visual %lx\n", visual ? visual->visualid : 0);
    if (visual) XFree(visual);
}

static void choose(Display *dpy, int colour, int alpha, int depth, int stencil, int sample)
{
    int list[40];
    printf("colour %d alpha %d depth %d stencil %d samples %d:\n", colour, alpha, depth, stencil, sample);
    for (int b = 0; b < COUNT(buffers); b++)
        for (int d = 0; d < COUNT(drawables); d++)
            for (int srgb = -1; srgb <= 1; srgb += 2) {
                int *end = add_sizes(list, colour, alpha, depth, stencil, sample);
                end = add(add(add(end, GLX_DOUBLEBUFFER, buffers[b]), GLX_DRAWABLE_TYPE, drawables[d]), GLX_FRAMEBUFFER_SRGB_CAPABLE_ARB, srgb);
                *end = None;
                print_first(dpy, list);
            }
    for (int b = 0; b < 2; b++) {
        int *end = list;
        *end++ = GLX_RGBA;
        if (b) *end++ = GLX_DOUBLEBUFFER;
        end = add_sizes(end, colour, alpha, depth, stencil, sample);
        *end = None;
        print_visual(dpy, list);
    }
}

int main(void)
{
    Display *dpy = open_display();
    for (int c = 0; c < COUNT(colours); c++)
        for (int a = 0; a < COUNT(alphas); a++)
            for (int d = 0; d < COUNT(depths); d++)
                for (int s = 0; s < COUNT(stencils); s++)
                    for (int m = 0; m < COUNT(samples); m++) choose(dpy, colours[c], alphas[a], depths[d], stencils[s], samples[m]);
    XCloseDisplay(dpy);
    return 0;
}
