/* Presses keys in a window as a person would: `press_keys TITLE [KEY...]` finds the window whose title has those words, sends it
 * each key (names of X: space, Right, q), and prints the title after the last. Ends with 1 when there is no such window. */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static Display *d;

static int none(Display *display, XErrorEvent *error)
{
    (void)display, (void)error; /* windows come and go while one looks */
    return 0;
}

/* UTF-8; empty without one. */
static void title(Window w, char *text, size_t size)
{
    Atom type;
    int format;
    unsigned long items, left;
    unsigned char *data = NULL;
    text[0] = 0;
    if (XGetWindowProperty(d, w, XInternAtom(d, "_NET_WM_NAME", False), 0, 1024, False, AnyPropertyType, &type, &format, &items, &left, &data) == Success && data) {
        snprintf(text, size, "%s", (const char *)data);
        XFree(data);
    }
}

static Window find(Window from, const char *words)
{
    char text[1024];
    Window root, parent, *children = NULL, found = 0;
    unsigned n = 0;
    title(from, text, sizeof text);
    if (strstr(text, words)) return from;
    if (!XQueryTree(d, from, &root, &parent, &children, &n)) return 0;
    for (unsigned i = 0; i < n && !found; i++) found = find(children[i], words);
    if (children) XFree(children);
    return found;
}

int main(int argc, char **argv)
{
    char text[1024];
    if (argc < 2 || !(d = XOpenDisplay(NULL))) return 2;
    XSetErrorHandler(none);
    Window w = find(DefaultRootWindow(d), argv[1]);
    if (!w) return 1;
    for (int i = 2; i < argc; i++) {
        XKeyEvent event = {.display = d, .window = w, .root = DefaultRootWindow(d), .same_screen = True,
                           .keycode = XKeysymToKeycode(d, XStringToKeysym(argv[i]))};
        for (event.type = KeyPress; event.type <= KeyRelease; event.type++) XSendEvent(d, w, True, KeyPressMask, (XEvent *)&event);
        XSync(d, False);
        usleep(100000);
    }
    title(w, text, sizeof text);
    puts(text);
    return 0;
}
