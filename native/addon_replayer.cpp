// Replayer as a class of the addon: synchronous, for a process of its own (a driver may crash it).
#include "addon.h"
#include "addon_asker.h"
#include "kept_objects.h"
#include "replayer.h"
#include "state_probe.h"
#include "window_draws.h"

namespace sgl {

class ReplayerObject : public Napi::ObjectWrap<ReplayerObject> {
public:
    static void define(Napi::Env env, Napi::Object exports) {
        exports.Set("Replayer", DefineClass(env, "Replayer", {
            InstanceMethod<&ReplayerObject::expect>("expect"), InstanceMethod<&ReplayerObject::run>("run"), InstanceMethod<&ReplayerObject::ask>("ask"), InstanceMethod<&ReplayerObject::contexts>("contexts"), InstanceMethod<&ReplayerObject::drawables>("drawables"), InstanceMethod<&ReplayerObject::streams>("streams"), InstanceMethod<&ReplayerObject::vertexArrays>("vertexArrays"), InstanceMethod<&ReplayerObject::replies>("replies"),
            InstanceMethod<&ReplayerObject::pixels>("pixels"), InstanceMethod<&ReplayerObject::currentDrawable>("currentDrawable"),
            InstanceMethod<&ReplayerObject::vertexArray>("vertexArray"),
            InstanceMethod<&ReplayerObject::forgetStreams>("forgetStreams"), InstanceMethod<&ReplayerObject::resetContext>("resetContext"),
            InstanceMethod<&ReplayerObject::keptPrograms>("keptPrograms"), InstanceMethod<&ReplayerObject::setProgram>("setProgram"), InstanceMethod<&ReplayerObject::knowShaders>("knowShaders"),
            InstanceMethod<&ReplayerObject::skipWindowDraws>("skipWindowDraws"), InstanceMethod<&ReplayerObject::probeFunction>("probeFunction"), InstanceMethod<&ReplayerObject::runProbed>("runProbed"),
            InstanceMethod<&ReplayerObject::finish>("finish"), InstanceMethod<&ReplayerObject::close>("close")}));
    }
    explicit ReplayerObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ReplayerObject>(info) {
        ExecutorOptions options;
        options.replaying = true;
        if (info[0].IsObject()) {
            const auto o = info[0].As<Napi::Object>();
            options.hashFrames = o.Get("hashFrames").ToBoolean();
            options.seeking = o.Get("seeking").ToBoolean();
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
    // ask(commands, stream, context)
    Napi::Value ask(const Napi::CallbackInfo& info) {
        const Question question(info);
        try {
            return answersOf(info.Env(), question.put(get(info.Env()).executor()));
        } catch (const std::runtime_error& e) {
            throw Napi::Error::New(info.Env(), e.what());
        }
    }
    Napi::Value contexts(const Napi::CallbackInfo& info) { return contextsOf(info.Env(), get(info.Env()).executor()); }
    // vertexArray(context): what a draw would read its vertices from.
    Napi::Value vertexArray(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        const auto& contexts = get(env).executor().contexts;
        const auto found = contexts.find(info[0].As<Napi::Number>().Uint32Value());
        if (found == contexts.end()) throw Napi::Error::New(env, "no such context at this call");
        return vertexArrayObject(env, found->second->track);
    }
    Napi::Value drawables(const Napi::CallbackInfo& info) { return drawablesOf(info.Env(), get(info.Env()).executor()); }
    Napi::Value streams(const Napi::CallbackInfo& info) { return streamsOf(info.Env(), get(info.Env()).executor()); }
    Napi::Value vertexArrays(const Napi::CallbackInfo& info) {
        HostContext* c = get(info.Env()).executor().context(info[0].As<Napi::Number>().Uint32Value());
        if (!c) throw Napi::Error::New(info.Env(), "no such context at this call");
        return vertexArraysOf(info.Env(), *c);
    }
    // forgetStreams(): as before the program's threads sent anything.
    void forgetStreams(const Napi::CallbackInfo& info) { get(info.Env()).executor().forgetStreams(); }
    // resetContext(stream): what is current there, as new as commands cannot make it.
    void resetContext(const Napi::CallbackInfo& info) {
        Executor& e = get(info.Env()).executor();
        sgl::resetContext(e, e.stream(info[0].As<Napi::Number>().Uint32Value()));
    }
    // skipWindowDraws(skip)
    void skipWindowDraws(const Napi::CallbackInfo& info) { sgl::skipWindowDraws(get(info.Env()).executor().host.gl, info[0].ToBoolean()); }
    ShareGroup& groupOf(const Napi::CallbackInfo& info) {
        HostContext* c = get(info.Env()).executor().context(info[0].As<Napi::Number>().Uint32Value());
        if (!c) throw Napi::Error::New(info.Env(), "no such context at this call");
        return *c->group;
    }
    // keptPrograms(context): name, last call that made it what it is, whether it is there (1) or was deleted (0), of each program and shader of its group
    Napi::Value keptPrograms(const Napi::CallbackInfo& info) {
        const ShareGroup& group = groupOf(info);
        const auto& deleted = group.spares.at(SGL_OBJECT_PROGRAM);
        Napi::Float64Array rows = Napi::Float64Array::New(info.Env(), group.programCalls.size() * 3);
        size_t at = 0;
        for (const auto& [name, call] : group.programCalls) {
            rows[at++] = name;
            rows[at++] = static_cast<double>(call);
            rows[at++] = deleted.count(name) ? 0 : 1;
        }
        return rows;
    }
    // knowShaders(context, names and types in turn)
    void knowShaders(const Napi::CallbackInfo& info) {
        ShareGroup& group = groupOf(info);
        const auto rows = info[1].As<Napi::Uint32Array>();
        for (size_t i = 0; i + 1 < rows.ElementLength(); i += 2) group.shaderTypes[rows[i]] = rows[i + 1];
    }
    // setProgram(context, name, call, there): of one that is as that call made it
    void setProgram(const Napi::CallbackInfo& info) {
        ShareGroup& group = groupOf(info);
        const uint32_t name = info[1].As<Napi::Number>().Uint32Value();
        group.programCalls[name] = static_cast<uint64_t>(info[2].As<Napi::Number>().Int64Value());
        auto& deleted = group.spares.at(SGL_OBJECT_PROGRAM);
        if (info[3].ToBoolean()) deleted.erase(name);
        else deleted.insert(name);
    }
    // run(commands, stream, context, firstCall, lastCall?)
    Napi::Value run(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        Replayer& r = get(env);
        const uint32_t stream = info[1].As<Napi::Number>().Uint32Value();
        const auto first = static_cast<uint64_t>(info[3].As<Napi::Number>().Int64Value());
        const uint64_t last = info.Length() > 4 && info[4].IsNumber() ? static_cast<uint64_t>(info[4].As<Napi::Number>().Int64Value()) : ~0ull;
        const Commands commands(info[0]);
        Napi::Object result = Napi::Object::New(env);
        try {
            result.Set("calls", static_cast<double>(r.run(stream, commands.words, commands.count, first, last)));
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
        result.Set("errors", errorsOf(env, r.takeErrors()));
        return result;
    }
    // probeFunction(name, arguments, returns): its number
    Napi::Value probeFunction(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        get(env);
        try {
            return Napi::Number::New(env, probes_.add(info[0].As<Napi::String>().Utf8Value(), info[1].As<Napi::Number>().Uint32Value(), info[2].ToBoolean()));
        } catch (const std::runtime_error& e) {
            throw Napi::Error::New(env, e.what());
        }
    }
    // runProbed(commands, stream, program): {steps, answers, errors, malformed?}
    Napi::Value runProbed(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        Replayer& r = get(env);
        const Commands commands(info[0]);
        const auto program = info[2].As<Napi::Uint32Array>();
        Napi::Object result = Napi::Object::New(env);
        std::vector<uint32_t> answers;
        uint32_t steps = 0;
        try {
            steps = sgl::runProbed(r, probes_, info[1].As<Napi::Number>().Uint32Value(), commands.words, commands.count, program.Data(), program.ElementLength(), answers);
        } catch (const std::runtime_error& e) {
            result.Set("malformed", e.what());
        }
        if (!r.failure().empty()) result.Set("malformed", r.failure());
        Napi::Uint32Array out = Napi::Uint32Array::New(env, answers.size());
        if (!answers.empty()) std::memcpy(out.Data(), answers.data(), answers.size() * 4);
        result.Set("steps", steps);
        result.Set("answers", out);
        result.Set("errors", errorsOf(env, r.takeErrors()));
        r.takeFrames();
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
    Napi::Value pixels(const Napi::CallbackInfo& info) {
        Picture picture;
        try {
            picture.take(get(info.Env()).executor(), info[0].As<Napi::Number>().Uint32Value());
        } catch (const std::runtime_error& e) {
            throw Napi::Error::New(info.Env(), e.what());
        }
        return picture.value(info.Env());
    }
    Napi::Value currentDrawable(const Napi::CallbackInfo& info) {
        return Napi::Number::New(info.Env(), currentDrawableOf(get(info.Env()).executor(), info[0].As<Napi::Number>().Uint32Value()));
    }
    // finish(): waits until the driver has done all that was asked of it.
    void finish(const Napi::CallbackInfo& info) {
        Executor& e = get(info.Env()).executor();
        if (e.exec.context) e.host.gl.Finish();
    }
    void close(const Napi::CallbackInfo&) { replayer_.reset(); }
    std::unique_ptr<Replayer> replayer_;
    ProbeFunctions probes_;
};

void initReplayer(Napi::Env env, Napi::Object exports) { ReplayerObject::define(env, exports); }

} // namespace sgl
