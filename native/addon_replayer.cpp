// Replayer as a class of the addon: synchronous, for a process of its own (a driver may crash it).
#include "addon.h"
#include "replayer.h"

namespace sgl {

class ReplayerObject : public Napi::ObjectWrap<ReplayerObject> {
public:
    static void define(Napi::Env env, Napi::Object exports) {
        exports.Set("Replayer", DefineClass(env, "Replayer", {
            InstanceMethod<&ReplayerObject::expect>("expect"), InstanceMethod<&ReplayerObject::run>("run"), InstanceMethod<&ReplayerObject::ask>("ask"), InstanceMethod<&ReplayerObject::contexts>("contexts"), InstanceMethod<&ReplayerObject::drawables>("drawables"), InstanceMethod<&ReplayerObject::replies>("replies"),
            InstanceMethod<&ReplayerObject::pixels>("pixels"), InstanceMethod<&ReplayerObject::currentDrawable>("currentDrawable"),
            InstanceMethod<&ReplayerObject::finish>("finish"), InstanceMethod<&ReplayerObject::close>("close")}));
    }
    explicit ReplayerObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ReplayerObject>(info) {
        ExecutorOptions options;
        options.replaying = true;
        if (info[0].IsObject()) {
            const auto o = info[0].As<Napi::Object>();
            options.hashFrames = o.Get("hashFrames").ToBoolean();
            if (o.Get("maxUpload").IsNumber()) options.maxUpload = static_cast<uint64_t>(o.Get("maxUpload").As<Napi::Number>().Int64Value());
        }
        try {
            replayer_ = std::make_unique<Replayer>(options);
        } catch (const std::exception& e) {
            throw Napi::Error::New(info.Env(), e.what());
        }
    }

private:
    Replayer& get(Napi::Env env) {
        if (!replayer_) throw Napi::Error::New(env, "the replayer is closed");
        return *replayer_;
    }
    void expect(const Napi::CallbackInfo& info) {
        const auto bytes = info[0].As<Napi::Uint8Array>();
        try {
            get(info.Env()).expect(std::vector<uint8_t>(bytes.Data(), bytes.Data() + bytes.ByteLength()));
        } catch (const std::runtime_error& e) {
            throw Napi::Error::New(info.Env(), e.what());
        }
    }
    // Whole commands as the executor wants them: aligned. `copy` holds them where they were not.
    static std::pair<const uint32_t*, size_t> wordsOf(Napi::Env env, const Napi::Uint8Array& commands, std::vector<uint32_t>& copy) {
        if (commands.ByteLength() % 4) throw Napi::RangeError::New(env, "commands are whole words");
        const size_t count = commands.ByteLength() / 4;
        if (reinterpret_cast<uintptr_t>(commands.Data()) % 8 == 0) return {reinterpret_cast<const uint32_t*>(commands.Data()), count};
        copy.resize(count);
        std::memcpy(copy.data(), commands.Data(), commands.ByteLength());
        return {copy.data(), count};
    }
    static Napi::Array errorList(Napi::Env env, const std::vector<RecordError>& errors) {
        Napi::Array list = Napi::Array::New(env, errors.size());
        for (size_t i = 0; i < errors.size(); i++) {
            Napi::Object e = Napi::Object::New(env);
            e.Set("call", static_cast<double>(errors[i].call));
            e.Set("error", errors[i].error);
            list.Set(static_cast<uint32_t>(i), e);
        }
        return list;
    }
    // ask(commands, stream, context)
    Napi::Value ask(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        std::vector<uint32_t> copy;
        const auto [words, count] = wordsOf(env, info[0].As<Napi::Uint8Array>(), copy);
        Asked asked;
        try {
            asked = get(env).ask(info[1].As<Napi::Number>().Uint32Value(), info[2].As<Napi::Number>().Uint32Value(), words, count);
        } catch (const std::runtime_error& e) {
            throw Napi::Error::New(env, e.what());
        }
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
        result.Set("errors", errorList(env, asked.errors));
        if (!asked.failure.empty()) result.Set("failure", asked.failure);
        return result;
    }
    // contexts(): what is alive, with where it is current.
    Napi::Value contexts(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        Executor& e = get(env).executor();
        Napi::Array list = Napi::Array::New(env);
        uint32_t n = 0;
        for (const auto& [id, c] : e.contexts) {
            Napi::Object o = Napi::Object::New(env);
            const StreamState* s = e.streamOf(*c);
            o.Set("id", id);
            o.Set("share", c->request.share);
            o.Set("profile", c->request.profile);
            o.Set("core", c->core);
            o.Set("es", static_cast<bool>(c->track.es));
            o.Set("prepared", c->prepared);
            o.Set("destroyed", c->destroyed);
            o.Set("pendingError", c->pendingError);
            o.Set("insideBegin", c->insideBegin);
            if (s) o.Set("stream", s->id);
            o.Set("draw", s && s->draw ? s->draw->id : 0);
            o.Set("read", s && s->read ? s->read->id : 0);
            list.Set(n++, o);
        }
        return list;
    }
    // drawables(): what is alive, with its size now.
    Napi::Value drawables(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        Napi::Array list = Napi::Array::New(env);
        uint32_t n = 0;
        for (const auto& [id, d] : get(env).executor().drawables) {
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
    // run(commands, stream, context, firstCall, lastCall?)
    Napi::Value run(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        Replayer& r = get(env);
        const uint32_t stream = info[1].As<Napi::Number>().Uint32Value();
        const auto first = static_cast<uint64_t>(info[3].As<Napi::Number>().Int64Value());
        const uint64_t last = info.Length() > 4 && info[4].IsNumber() ? static_cast<uint64_t>(info[4].As<Napi::Number>().Int64Value()) : ~0ull;
        std::vector<uint32_t> copy;
        const auto [words, count] = wordsOf(env, info[0].As<Napi::Uint8Array>(), copy);
        Napi::Object result = Napi::Object::New(env);
        try {
            result.Set("calls", static_cast<double>(r.run(stream, words, count, first, last)));
        } catch (const std::runtime_error& e) {
            result.Set("calls", 0);
            result.Set("malformed", e.what());
        }
        if (!r.failure().empty()) result.Set("malformed", r.failure());
        const auto frames = r.takeFrames();
        Napi::Array frameList = Napi::Array::New(env, frames.size());
        for (size_t i = 0; i < frames.size(); i++) {
            Napi::Object f = Napi::Object::New(env);
            f.Set("call", static_cast<double>(frames[i].call));
            f.Set("drawable", frames[i].drawable);
            f.Set("width", frames[i].width);
            f.Set("height", frames[i].height);
            f.Set("hash", Napi::BigInt::New(env, frames[i].hash));
            frameList.Set(static_cast<uint32_t>(i), f);
        }
        result.Set("frames", frameList);
        result.Set("errors", errorList(env, r.takeErrors()));
        return result;
    }
    Napi::Value replies(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        Replayer& r = get(env);
        Napi::Object result = Napi::Object::New(env);
        result.Set("total", static_cast<double>(r.repliesTotal()));
        result.Set("different", static_cast<double>(r.repliesDifferent()));
        Napi::Array samples = Napi::Array::New(env);
        uint32_t n = 0;
        for (const ReplyDifference& d : r.samples()) {
            Napi::Object s = Napi::Object::New(env);
            s.Set("call", static_cast<double>(d.call));
            s.Set("opcode", d.opcode);
            s.Set("name", opcodeName(d.opcode));
            s.Set("text", d.text);
            samples.Set(n++, s);
        }
        result.Set("samples", samples);
        return result;
    }
    // pixels(drawable): {width, height, data}: RGBA, rows from the top, alpha 255.
    Napi::Value pixels(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        Executor& e = get(env).executor();
        Drawable* d = e.drawable(info[0].As<Napi::Number>().Uint32Value());
        if (!d) throw Napi::Error::New(env, "no such drawable at this call");
        const size_t bytes = static_cast<size_t>(d->width) * d->height * 4;
        Napi::Uint8Array data = Napi::Uint8Array::New(env, bytes);
        if (!e.readPixels(*d, data.Data())) throw Napi::Error::New(env, e.failure());
        uint8_t* p = data.Data();
        for (size_t i = 0; i < bytes; i += 4) {
            std::swap(p[i], p[i + 2]);
            p[i + 3] = 255;
        }
        Napi::Object result = Napi::Object::New(env);
        result.Set("width", d->width);
        result.Set("height", d->height);
        result.Set("data", data);
        return result;
    }
    Napi::Value currentDrawable(const Napi::CallbackInfo& info) {
        Drawable* d = get(info.Env()).executor().stream(info[0].As<Napi::Number>().Uint32Value()).draw;
        return Napi::Number::New(info.Env(), d ? d->id : 0);
    }
    // finish(): waits until the driver has done all that was asked of it.
    void finish(const Napi::CallbackInfo& info) {
        Executor& e = get(info.Env()).executor();
        if (e.exec.context) e.host.gl.Finish();
    }
    void close(const Napi::CallbackInfo&) { replayer_.reset(); }
    std::unique_ptr<Replayer> replayer_;
};

void initReplayer(Napi::Env env, Napi::Object exports) { ReplayerObject::define(env, exports); }

} // namespace sgl
