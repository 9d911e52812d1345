/* The connections on which images are put: one to each X server, however many windows there are. An X server takes some 256
 * clients of all programs together. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "glx_internal.h"
#include "present_image.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* held while connecting: only presenters wait for it */
static struct sgl_present_server *servers;

static enum sgl_present_way best_way(xcb_connection_t *c)
{
    const xcb_query_extension_reply_t *extension = xcb_get_extension_data(c, sgl_x_shm());
    if (!extension || !extension->present) return SGL_PRESENT_SEND;
    xcb_shm_query_version_reply_t *version = xcb_shm_query_version_reply(c, xcb_shm_query_version(c), NULL);
    bool takes_descriptors = version && (version->major_version > 1 || (version->major_version == 1 && version->minor_version >= 2));
    free(version);
    return takes_descriptors ? SGL_PRESENT_MEMFD : SGL_PRESENT_SYSV;
}

static struct sgl_present_server *connect_to(const char *display)
{
    struct sgl_present_server *server = calloc(1, sizeof *server);
    if (!server) return NULL;
    server->display = strdup(display);
    server->connection = xcb_connect(display, NULL);
    if (server->display && !xcb_connection_has_error(server->connection)) {
        server->way = best_way(server->connection);
        server->next = servers;
        return servers = server;
    }
    xcb_disconnect(server->connection);
    free(server->display);
    free(server);
    return NULL;
}

struct sgl_present_server *sgl_present_server_join(const char *display)
{
    pthread_mutex_lock(&lock);
    struct sgl_present_server *server = servers;
    while (server && (strcmp(server->display, display) != 0 || xcb_connection_has_error(server->connection))) server = server->next;
    if (!server) server = connect_to(display);
    if (server) server->users++;
    pthread_mutex_unlock(&lock);
    return server;
}

void sgl_present_server_leave(struct sgl_present_server *server)
{
    pthread_mutex_lock(&lock);
    const bool last = --server->users == 0;
    if (last) {
        struct sgl_present_server **link = &servers;
        while (*link != server) link = &(*link)->next;
        *link = server->next;
    }
    pthread_mutex_unlock(&lock);
    if (!last) return;
    xcb_disconnect(server->connection);
    free(server->display);
    free(server);
}

void sgl_present_forget_servers(void)
{
    pthread_mutex_init(&lock, NULL);
    servers = NULL;
}
