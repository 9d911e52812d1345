/* Questions to the X server, asked with xcb on the program's own connection: so in order with its
 * requests, and without its error handler. */
#include <X11/Xlib-xcb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <xcb/xcbext.h>

#include "glx_internal.h"

bool sgl_glx_geometry(Display *dpy, XID id, struct sgl_glx_geometry *out)
{
    xcb_connection_t *c = XGetXCBConnection(dpy);
    xcb_get_geometry_cookie_t geometry_cookie = xcb_get_geometry(c, (xcb_drawable_t)id);
    xcb_get_window_attributes_cookie_t window_cookie = xcb_get_window_attributes(c, (xcb_window_t)id);
    xcb_generic_error_t *error = NULL;
    xcb_get_geometry_reply_t *geometry = xcb_get_geometry_reply(c, geometry_cookie, &error);
    free(error);
    error = NULL;
    xcb_get_window_attributes_reply_t *window = xcb_get_window_attributes_reply(c, window_cookie, &error);
    free(error);
    bool there = geometry != NULL;
    if (there) {
        out->width = geometry->width;
        out->height = geometry->height;
        out->depth = geometry->depth;
        out->root = geometry->root;
        out->visual = window ? window->visual : 0;
    }
    free(geometry);
    free(window);
    return there;
}

bool sgl_glx_size(Display *dpy, XID id, unsigned *width, unsigned *height)
{
    xcb_connection_t *c = XGetXCBConnection(dpy);
    xcb_generic_error_t *error = NULL;
    xcb_get_geometry_reply_t *geometry = xcb_get_geometry_reply(c, xcb_get_geometry(c, (xcb_drawable_t)id), &error);
    free(error);
    if (!geometry) return false;
    *width = geometry->width;
    *height = geometry->height;
    free(geometry);
    return true;
}

XID sgl_glx_new_id(Display *dpy) { return xcb_generate_id(XGetXCBConnection(dpy)); }

uint64_t sgl_glx_traffic(Display *dpy)
{
    xcb_connection_t *c = XGetXCBConnection(dpy);
    return XNextRequest(dpy) + xcb_total_written(c) + xcb_total_read(c); /* each only grows */
}

uint32_t *sgl_glx_server_configs(Display *dpy, int opcode, int screen, uint32_t *count, uint32_t *pairs)
{
    /* The request and the head of its reply, as the GLX protocol (1.4, GetFBConfigs) lays them out. */
    struct {
        uint8_t major, code;
        uint16_t length;
        uint32_t screen;
    } request = {(uint8_t)opcode, X_GLXGetFBConfigs, 2, (uint32_t)screen};
    struct reply {
        uint8_t type, pad;
        uint16_t sequence;
        uint32_t length, configs, attributes, unused[4];
    };
    xcb_connection_t *c = XGetXCBConnection(dpy);
    xcb_protocol_request_t shape = {.count = 1, .ext = NULL, .opcode = (uint8_t)opcode, .isvoid = 0};
    struct iovec parts[3] = {{NULL, 0}, {NULL, 0}, {&request, sizeof request}}; /* xcb wants two spare ones before */
    unsigned sequence = xcb_send_request(c, XCB_REQUEST_CHECKED, parts + 2, &shape);
    xcb_generic_error_t *error = NULL;
    struct reply *reply = xcb_wait_for_reply(c, sequence, &error);
    free(error);
    uint32_t *values = NULL;
    if (reply) {
        uint64_t words = (uint64_t)reply->configs * reply->attributes * 2;
        if (words > 0 && words <= reply->length && (values = malloc((size_t)words * 4))) {
            memcpy(values, reply + 1, (size_t)words * 4);
            *count = reply->configs;
            *pairs = reply->attributes;
        }
    }
    free(reply);
    return values;
}
