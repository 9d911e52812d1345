// See addon_asker.h.
#include "addon_asker.h"

#include "gl_defs.h"

#include <stdexcept>

namespace sgl {

Commands::Commands(const Napi::Value& value) {
    const auto bytes = value.As<Napi::Uint8Array>();
    if (bytes.ByteLength() % 4) throw Napi::RangeError::New(value.Env(), "commands are whole words");
    count = bytes.ByteLength() / 4;
    words = reinterpret_cast<const uint32_t*>(bytes.Data());
    if (reinterpret_cast<uintptr_t>(words) % 8 == 0) return;
    copy_.resize(count);
    std::memcpy(copy_.data(), bytes.Data(), bytes.ByteLength());
    words = copy_.data();
}

Question::Question(const Napi::CallbackInfo& info)
    : commands(info[0]), stream(info[1].As<Napi::Number>().Uint32Value()), context(info[2].As<Napi::Number>().Uint32Value()) {}

Napi::Array errorsOf(Napi::Env env, const std::vector<RecordError>& errors) {
    Napi::Array list = Napi::Array::New(env, errors.size());
    for (size_t i = 0; i < errors.size(); i++) {
        Napi::Object e = Napi::Object::New(env);
        e.Set("call", static_cast<double>(errors[i].call));
        e.Set("error", errors[i].error);
        list.Set(static_cast<uint32_t>(i), e);
    }
    return list;
}

Napi::Object answersOf(Napi::Env env, const Asked& asked) {
    Napi::Object result = Napi::Object::New(env);
    // an object an answer would cost more than most questions do
    Napi::Float64Array rows = Napi::Float64Array::New(env, asked.answers.size() * 5);
    size_t at = 0;
    for (const Answer& a : asked.answers)
        for (const uint64_t each : {a.call, static_cast<uint64_t>(a.opcode), static_cast<uint64_t>(a.flags), a.start, a.bytes}) rows[at++] = static_cast<double>(each);
    Napi::Uint8Array payloads = Napi::Uint8Array::New(env, asked.payloads.size());
    if (!asked.payloads.empty()) std::memcpy(payloads.Data(), asked.payloads.data(), asked.payloads.size());
    result.Set("answers", rows);
    result.Set("payloads", payloads);
    result.Set("errors", errorsOf(env, asked.errors));
    if (!asked.failure.empty()) result.Set("failure", asked.failure);
    return result;
}

// Share groups have no number of their own: that of their oldest living context stands for them.
static uint32_t groupNumber(const Executor& e, const HostContext& of) {
    uint32_t number = of.id;
    for (const auto& [id, c] : e.contexts)
        if (c->group == of.group && id < number) number = id;
    return number;
}

Napi::Array contextsOf(Napi::Env env, Executor& executor) {
    Napi::Array list = Napi::Array::New(env);
    uint32_t n = 0;
    for (const auto& [id, c] : executor.contexts) {
        Napi::Object o = Napi::Object::New(env);
        const StreamState* s = executor.streamOf(*c);
        o.Set("id", id);
        o.Set("share", c->request.share);
        o.Set("profile", c->request.profile);
        o.Set("group", groupNumber(executor, *c));
        o.Set("major", c->request.major);
        o.Set("minor", c->request.minor);
        o.Set("flags", c->request.flags);
        o.Set("resetStrategy", c->request.reset_strategy);
        o.Set("doubleBuffered", c->request.double_buffered);
        o.Set("buffersChosen", c->buffersChosen);
        o.Set("listMode", c->track.list_mode);
        o.Set("clientAttribDepth", c->track.attrib_depth);
        o.Set("drawSelected", c->drawSelected);
        o.Set("readSelected", c->readSelected);
        Napi::Array masks = Napi::Array::New(env, c->pushedFront.size());
        for (size_t i = 0; i < c->pushedFront.size(); i++) masks.Set(static_cast<uint32_t>(i), c->pushedFront[i].mask);
        o.Set("attribMasks", masks);
        o.Set("core", c->core);
        o.Set("es", static_cast<bool>(c->track.es));
        o.Set("prepared", c->prepared);
        o.Set("destroyed", c->destroyed);
        o.Set("pendingError", c->pendingError);
        o.Set("insideBegin", c->insideBegin || c->track.begun);
        if (s) o.Set("stream", s->id);
        o.Set("draw", s && s->draw ? s->draw->id : 0);
        o.Set("read", s && s->read ? s->read->id : 0);
        list.Set(n++, o);
    }
    return list;
}

Napi::Array drawablesOf(Napi::Env env, Executor& executor) {
    Napi::Array list = Napi::Array::New(env);
    uint32_t n = 0;
    for (const auto& [id, d] : executor.drawables) {
        Napi::Object o = Napi::Object::New(env);
        o.Set("id", id);
        o.Set("config", d->request.config);
        o.Set("width", d->width);
        o.Set("height", d->height);
        o.Set("doubleBuffered", d->request.double_buffered != 0);
        o.Set("kind", d->request.kind);
        o.Set("hasFront", d->front != EGL_NO_SURFACE);
        if (const HostConfig* c = executor.host.config(d->request.config)) {
            o.Set("red", c->info.red);
            o.Set("alpha", c->info.alpha);
            o.Set("depth", c->info.depth);
            o.Set("stencil", c->info.stencil);
            o.Set("samples", c->info.samples);
            o.Set("isFloat", c->info.float_components != 0);
        }
        o.Set("destroyed", d->destroyed);
        list.Set(n++, o);
    }
    return list;
}

Napi::Array streamsOf(Napi::Env env, Executor& executor) {
    Napi::Array list = Napi::Array::New(env);
    uint32_t n = 0;
    for (const auto& [id, s] : executor.streams()) {
        if (s->finished) continue;
        Napi::Object o = Napi::Object::New(env);
        o.Set("id", id);
        o.Set("context", s->context ? s->context->id : 0);
        o.Set("draw", s->draw ? s->draw->id : 0);
        o.Set("read", s->read ? s->read->id : 0);
        o.Set("parked", s->parked());
        list.Set(n++, o);
    }
    return list;
}

static Napi::Object vertexArray(Napi::Env env, const sgl_vertex_array& v, uint32_t slots) {
    Napi::Object o = Napi::Object::New(env);
    o.Set("name", v.name);
    o.Set("elementBuffer", v.element_buffer);
    Napi::Array arrays = Napi::Array::New(env);
    for (uint32_t i = 0, n = 0; i < slots; i++) {
        const sgl_array& a = v.arrays[i];
        const sgl_array_binding& b = v.bindings[i];
        Napi::Object row = Napi::Object::New(env);
        row.Set("slot", i);
        row.Set("enabled", (v.enabled >> i & 1) != 0);
        row.Set("pointer", static_cast<double>(a.pointer));
        row.Set("relativeOffset", a.relative_offset);
        row.Set("type", a.type);
        row.Set("stride", a.stride);
        row.Set("size", a.bgra ? GL_BGRA : a.size);
        row.Set("normalized", a.normalized);
        row.Set("kind", a.kind);
        row.Set("binding", a.binding);
        row.Set("buffer", b.buffer);
        row.Set("bufferOffset", static_cast<double>(b.offset));
        row.Set("bufferStride", b.stride);
        row.Set("divisor", b.divisor);
        arrays.Set(n++, row);
    }
    o.Set("arrays", arrays);
    return o;
}

Napi::Array vertexArraysOf(Napi::Env env, const HostContext& context) {
    Napi::Array list = Napi::Array::New(env);
    uint32_t n = 0;
    list.Set(n++, vertexArray(env, context.track.default_vao, SGL_ARRAYS));
    for (uint32_t i = 0; i < context.track.vao_slots; i++)
        if (const sgl_vertex_array* v = context.track.vaos[i].vao; v && context.track.vaos[i].state == 3) list.Set(n++, vertexArray(env, *v, SGL_ARRAYS));
    return list;
}

void Picture::take(Executor& executor, uint32_t drawable) {
    Drawable* d = executor.drawable(drawable);
    if (!d) throw std::runtime_error("no such drawable at this call");
    width = d->width;
    height = d->height;
    data.resize(static_cast<size_t>(width) * height * 4);
    if (!executor.readPixels(*d, data.data())) throw std::runtime_error(executor.takeFailure());
    for (size_t i = 0; i < data.size(); i += 4) {
        std::swap(data[i], data[i + 2]);
        data[i + 3] = 255;
    }
}

Napi::Object Picture::value(Napi::Env env) const {
    Napi::Uint8Array bytes = Napi::Uint8Array::New(env, data.size());
    if (!data.empty()) std::memcpy(bytes.Data(), data.data(), data.size());
    Napi::Object result = Napi::Object::New(env);
    result.Set("width", width);
    result.Set("height", height);
    result.Set("data", bytes);
    return result;
}

uint32_t currentDrawableOf(Executor& executor, uint32_t stream) {
    const Drawable* d = executor.stream(stream).draw;
    return d ? d->id : 0;
}

} // namespace sgl
