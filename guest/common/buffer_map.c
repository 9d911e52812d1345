/* Mapped buffers, the client's side. */
#include "buffer_map.h"

#include "client.h"
#include "track.h"

uint32_t sgl_coherent_maps;
uint32_t sgl_readable_maps;

void sgl_send_coherent_maps(struct sgl_stream *s) { (void)s; }
void sgl_fetch_readable_maps(struct sgl_stream *s) { (void)s; }
void sgl_buffer_changed(struct sgl_track *cx, uint32_t buffer, bool deleted) { (void)cx, (void)buffer, (void)deleted; }
