// See addon_asker.h.
#include "addon_asker.h"

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
    Napi::Array answers = Napi::Array::New(env, asked.answers.size());
    for (size_t i = 0; i < asked.answers.size(); i++) {
        const Answer& a = asked.answers[i];
        Napi::Object o = Napi::Object::New(env);
        o.Set("call", static_cast<double>(a.call));
        o.Set("opcode", a.opcode);
        o.Set("flags", a.flags);
        Napi::Uint8Array payload = Napi::Uint8Array::New(env, a.payload.size());
        if (!a.payload.empty()) std::memcpy(payload.Data(), a.payload.data(), a.payload.size());
        o.Set("payload", payload);
        answers.Set(static_cast<uint32_t>(i), o);
    }
    result.Set("answers", answers);
    result.Set("errors", errorsOf(env, asked.errors));
    if (!asked.failure.empty()) result.Set("failure", asked.failure);
    return result;
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
        o.Set("destroyed", d->destroyed);
        list.Set(n++, o);
    }
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
