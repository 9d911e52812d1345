// See live.h. Memory shared with the client is read once into locals and checked; nothing in it is trusted.
#include "live.h"

#include <cstring>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace sgl {

static constexpr uint64_t kGapPatience = 100'000'000;  // ns
static constexpr uint64_t kPollInterval = 100'000;     // ns, between looks at streams that wait
static constexpr int kSpins = 400;                     // looks before sleeping: a few microseconds

static inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

LiveRenderer::LiveRenderer(const LiveOptions& o)
    : region_(Region::attach(o.region)), client_(region_->client(o.slot)), slot_(o.slot), journal_(o.journalFd), gate_(o.gate), parent_(static_cast<uint32_t>(getppid())) {
    ExecutorOptions executor = o.executor;
    executor.hashFrames = journal_.recording();
    executor_ = std::make_unique<Executor>(Host::get(), *this, executor);
    client_.renderer_pid = static_cast<uint32_t>(getpid());
    uint32_t claimed = SGL_CLIENT_CLAIMED; // the client may have given up meanwhile
    __atomic_compare_exchange_n(&client_.state, &claimed, static_cast<uint32_t>(SGL_CLIENT_READY), false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
    futexWake(&client_.state);
}

LiveRenderer::~LiveRenderer() = default;

bool LiveRenderer::clientLeft() const {
    return (__atomic_load_n(&client_.flags, __ATOMIC_ACQUIRE) & SGL_CLIENT_ENDED) || __atomic_load_n(&client_.state, __ATOMIC_ACQUIRE) != SGL_CLIENT_READY;
}

LiveResult LiveRenderer::run() {
    LiveResult result;
    for (;;) {
        if (Stream* s = next()) {
            if (!runBatch(*s)) break;
            naps_ = 0;
            if (executor_->anyParked() && monotonicNs() - polledAt_ > kPollInterval) { // those who wait must not starve
                executor_->pollParked();
                polledAt_ = monotonicNs();
            }
            continue;
        }
        if (executor_->anyParked() && executor_->pollParked()) continue;
        if (!executor_->failure().empty()) break;
        if (clientLeft()) {
            if (next() || gapSince_) continue;
            drain();
            break;
        }
        if (static_cast<uint32_t>(getppid()) != parent_) break; // the supervisor is gone, and with it the region's owner
        sleep();
    }
    result.reason = executor_->failure();
    if (!result.reason.empty()) {
        RecordLoss loss{call_, monotonicNs()};
        journal_.append(RecordKind::Loss, &loss, sizeof loss, result.reason.data(), result.reason.size());
        region_->lose(slot_, SGL_CLIENT_LOST, result.reason);
    }
    result.calls = callsBefore_ + call_;
    result.frames = executor_->frames();
    journal_.end(result.reason.empty() ? nullptr : result.reason.c_str());
    return result;
}

// ---- Streams --------------------------------------------------------------------------------------

void LiveRenderer::findStreams() {
    for (uint32_t i = 0; i < SGL_MAX_STREAMS; i++) {
        const uint64_t offset = __atomic_load_n(&client_.stream_offset[i], __ATOMIC_ACQUIRE);
        if (!offset) continue;
        bool known = false;
        for (auto& s : streams_) known |= s->state->id == i;
        if (known) continue;
        auto* ctl = reinterpret_cast<sgl_stream_ctl*>(region_->memory(offset, sizeof(sgl_stream_ctl)));
        if (!ctl) {
            executor_->fail("the client published a stream outside of the shared memory");
            return;
        }
        auto s = std::make_unique<Stream>();
        s->ctl = ctl;
        s->ringSize = ctl->ring_size;
        s->replySize = ctl->reply_size;
        s->ring = region_->memory(ctl->ring_offset, s->ringSize);
        s->replies = region_->memory(ctl->reply_offset, s->replySize);
        auto powerOfTwo = [](uint32_t n) { return n >= 4096 && (n & (n - 1)) == 0; };
        if (!powerOfTwo(s->ringSize) || !powerOfTwo(s->replySize) || !s->ring || !s->replies) {
            executor_->fail("the client published a stream with wrong sizes");
            return;
        }
        s->state = &executor_->stream(i);
        s->state->ctl = ctl;
        streams_.push_back(std::move(s));
    }
}

// The stream whose next batch has the next ticket. When other batches wait but that one is not there yet, its
// thread is between taking the ticket and publishing, or gone.
LiveRenderer::Stream* LiveRenderer::next() {
    auto head = [&](Stream& s, uint64_t& ticket) {
        if (s.gone || __atomic_load_n(&s.ctl->published, __ATOMIC_ACQUIRE) == s.batches) return false;
        ticket = s.ctl->batch[s.batches % SGL_BATCHES].ticket;
        return true;
    };
    uint64_t ticket = 0;
    if (recent_ && head(*recent_, ticket) && ticket == ticket_) return recent_;
    findStreams();
    Stream* oldest = nullptr;
    uint64_t oldestTicket = ~0ull;
    for (auto& s : streams_)
        if (head(*s, ticket) && ticket < oldestTicket) {
            oldest = s.get();
            oldestTicket = ticket;
        }
    if (!oldest) {
        gapSince_ = 0;
        return nullptr;
    }
    if (oldestTicket > ticket_) {
        if (gapPersists()) return nullptr;
        const std::string why = "a thread ended between two instructions of publishing a batch";
        RecordLoss loss{call_, monotonicNs()};
        journal_.append(RecordKind::Loss, &loss, sizeof loss, why.data(), why.size());
    }
    gapSince_ = 0;
    if (oldestTicket > ticket_) ticket_ = oldestTicket; // a late one, whose gap was given up, does not count back
    return recent_ = oldest;
}

// Whether to go on waiting for a ticket that was taken and not published.
bool LiveRenderer::gapPersists() {
    const uint64_t now = monotonicNs();
    if (!gapSince_) gapSince_ = now;
    if (now - gapSince_ < kGapPatience) {
        usleep(20);
        return true;
    }
    if (!(client_.flags & SGL_CLIENT_FUTEX) || clientLeft()) return false;
    for (auto& s : streams_) { // a thread that is stopped will go on; one that is gone will not
        char path[64];
        struct stat st;
        std::snprintf(path, sizeof path, "/proc/%u/task/%u", client_.pid, s->ctl->tid);
        if (!s->gone && stat(path, &st) != 0) return false;
    }
    usleep(1000);
    return now - gapSince_ < 50 * kGapPatience;
}

bool LiveRenderer::runBatch(Stream& s) {
    const sgl_batch batch = s.ctl->batch[s.batches % SGL_BATCHES];
    const uint64_t end = batch.end;
    s.batches++;
    if (batch.ticket == ticket_) ticket_++;
    __atomic_store_n(&s.ctl->batches_done, s.batches, __ATOMIC_RELEASE);
    const bool fine = execute(s, end);
    if (fine && s.state->finished) forget(s);
    return fine;
}

// Copies the ring up to `end` into the journal, piece by piece (the ring's end parts it), and executes each piece.
bool LiveRenderer::execute(Stream& s, uint64_t end) {
    if (end < s.position || end - s.position > s.ringSize || end % 4) return executor_->fail("the client published a batch with a wrong length");
    while (s.position < end) {
        const uint64_t at = s.position & (s.ringSize - 1);
        uint64_t piece = end - s.position;
        if (piece > s.ringSize - at) piece = s.ringSize - at;
        if (gate_) {
            changeRecording();
            if (gate_->armed()) piece = passGate(s, s.ring + at, piece);
        }
        const uint64_t largest = (journal_.largestPayload() - sizeof(RecordBatch)) & ~7ull;
        if (piece > largest) piece = largest;
        journal_.beginBatch(); // the piece stays where it is while its commands are executed
        uint8_t* to = journal_.reserve(RecordKind::Batch, sizeof(RecordBatch) + piece);
        auto* words = reinterpret_cast<uint32_t*>(to + sizeof(RecordBatch));
        std::memcpy(words, s.ring + at, piece);
        uint32_t calls = 0;
        size_t last = 0, whole = 0;
        try {
            whole = Executor::scan(words, piece / 4, &calls, &last);
        } catch (const std::runtime_error& e) {
            return executor_->fail("the client sent what is no command stream: " + std::string(e.what()));
        }
        if (whole == 0) return executor_->fail("the client sent a command that is cut off");
        const size_t kept = (words[last] & 0xffff) == SGL_OP_NOP ? last : whole; // padding at the ring's end is not worth keeping
        const uint64_t first = call_;
        RecordBatch batch{first, monotonicNs(), s.state->id, s.state->context ? s.state->context->id : 0, calls, 0};
        std::memcpy(to, &batch, sizeof batch);
        journal_.commit(sizeof batch + kept * 4);
        s.position += whole * 4;
        call_ += calls;
        __atomic_store_n(&s.ctl->consumed, s.position, __ATOMIC_RELEASE);
        notify(s);
        executor_->run(*s.state, words, kept, first);
        journal_.endBatch();
        if (!executor_->failure().empty()) return false;
    }
    journal_.flushIfAsked();
    return true;
}

// While someone may stop the program: stands in front of the first command if it is to stop there. Gives the bytes from there
// to the next place to look again. Only the lengths in the ring are trusted here, and no more than that they are checked again.
uint64_t LiveRenderer::passGate(Stream& s, const uint8_t* commands, uint64_t piece) {
    uint64_t call = call_;
    for (uint64_t at = 0; at < piece;) {
        uint32_t header[2] = {0, 0};
        std::memcpy(header, commands + at, piece - at < sizeof header ? piece - at : sizeof header);
        const uint32_t opcode = header[0] & 0xffff;
        const uint64_t bytes = 4ull * (header[0] >> 16 ? header[0] >> 16 : header[1]);
        if (countsAsCall(opcode)) {
            if (gate_->armed() && gate_->stops(call, opcode, frames())) {
                if (at) return at; // what is in front of it comes first
                journal_.flush();  // whoever looks wants to see the calls up to here
                gate_->wait(*executor_, {call, opcode, s.state->id, frames(), 0}, [this] {
                    journal_.flushIfAsked();
                    return static_cast<uint32_t>(getppid()) != parent_;
                });
                if (changeRecording()) call = call_;
            }
            call++;
        }
        if (!bytes || bytes >= piece - at) return piece; // one that is malformed is found by the scan
        at += bytes;
        if (gate_->callByCall() || opcode == SGL_OP_SWAP_BUFFERS) return at;
    }
    return piece;
}

// From here on the calls are recorded as if the program had begun here, or no more. Whether their numbers changed.
bool LiveRenderer::changeRecording() {
    const Gate::Record wanted = gate_->takeRecord();
    if (wanted == Gate::Same || (wanted == Gate::On) == journal_.recording()) return false;
    journal_.record(wanted == Gate::On);
    executor_->options.hashFrames = journal_.recording();
    gate_->onRecord(journal_.recording());
    if (!journal_.recording()) return false;
    callsBefore_ += call_;
    framesBefore_ = executor_->frames();
    call_ = 0;
    StopAt here;
    here.call = 0;
    gate_->goOn(std::move(here)); // whoever wants it recorded wants to see it
    return true;
}

// The client is gone: what it wrote but did not publish was still called by the program.
void LiveRenderer::drain() {
    findStreams();
    for (auto& s : streams_) {
        if (s->gone) continue;
        const uint64_t written = __atomic_load_n(&s->ctl->written, __ATOMIC_ACQUIRE);
        if (written > s->position && !execute(*s, written)) return;
        recordAttempt(*s);
    }
}

// A draw that the client died in, while it read the program's arrays: recorded for whoever looks for it, not executed.
void LiveRenderer::recordAttempt(Stream& s) {
    uint32_t command[SGL_ATTEMPT_WORDS];
    for (uint32_t i = 0; i < SGL_ATTEMPT_WORDS; i++) command[i] = __atomic_load_n(&s.ctl->attempt[i], __ATOMIC_ACQUIRE);
    const uint32_t words = command[0] >> 16, opcode = command[0] & 0xffff;
    if (!journal_.recording() || !s.state->context || words == 0 || words > SGL_ATTEMPT_WORDS || opcode < SGL_FIRST_GL || opcode >= kDecoderCount) return;
    const RecordBatch batch{call_, monotonicNs(), s.state->id, s.state->context->id, 1, 0};
    uint32_t record[1 + SGL_ATTEMPT_WORDS] = {SGL_HEADER(SGL_OP_NOT_EXECUTED, 1)};
    std::memcpy(record + 1, command, words * sizeof *command);
    journal_.append(RecordKind::Batch, &batch, sizeof batch, record, (1 + words) * sizeof *record);
    call_++;
}

void LiveRenderer::forget(Stream& s) {
    s.state->finished = false; // the number is free for another thread's stream
    s.gone = true;
    const uint32_t id = s.state->id;
    s.state->ctl = nullptr;
    recent_ = nullptr;
    __atomic_store_n(&client_.stream_offset[id], 0, __ATOMIC_RELEASE); // the client may use the number and the memory again
    for (size_t i = 0; i < streams_.size(); i++)
        if (streams_[i].get() == &s) {
            streams_.erase(streams_.begin() + static_cast<long>(i));
            break;
        }
}

// ---- Waiting --------------------------------------------------------------------------------------

void LiveRenderer::sleep() {
    for (int i = 0; i < kSpins; i++) {
        relax();
        if (recent_ && !recent_->gone && __atomic_load_n(&recent_->ctl->published, __ATOMIC_ACQUIRE) != recent_->batches) return;
    }
    journal_.flushIfAsked();
    const uint32_t bell = __atomic_load_n(&client_.bell, __ATOMIC_ACQUIRE);
    __atomic_store_n(&client_.renderer_sleeping, 1u, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!gapSince_ && !next() && !clientLeft()) {
        if (!(__atomic_load_n(&client_.flags, __ATOMIC_RELAXED) & SGL_CLIENT_FUTEX)) { // nobody can wake us: look again soon
            naps_ = naps_ < 100 ? naps_ + 1 : naps_;
            usleep(50u * naps_);
        } else {
            futexWait(&client_.bell, bell, executor_->anyParked() ? 200'000 : journal_.recording() ? 100'000'000 : 1'000'000'000);
        }
    }
    __atomic_store_n(&client_.renderer_sleeping, 0u, __ATOMIC_RELEASE);
}

void LiveRenderer::notify(Stream& s) {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    const uint64_t* word = sgl_sleep_word(s.ctl, __atomic_load_n(&s.ctl->client_sleeping, __ATOMIC_ACQUIRE));
    if (!word || __atomic_load_n(word, __ATOMIC_RELAXED) < __atomic_load_n(&s.ctl->client_target, __ATOMIC_RELAXED)) return;
    __atomic_add_fetch(&s.ctl->client_bell, 1, __ATOMIC_SEQ_CST);
    futexWake(&s.ctl->client_bell);
}

// ---- Sink -----------------------------------------------------------------------------------------

void LiveRenderer::writeReply(Stream& s, const void* p, uint64_t n) {
    const auto* from = static_cast<const uint8_t*>(p);
    while (n) {
        const uint64_t read = __atomic_load_n(&s.ctl->reply_read, __ATOMIC_ACQUIRE);
        const uint64_t used = s.replyWritten - read;
        if (used > s.replySize) { // the client wrote nonsense
            executor_->fail("the client's reply position is wrong");
            return;
        }
        uint64_t room = s.replySize - used;
        if (!room) {
            publishReply(s);
            if (clientLeft()) return;
            const uint32_t bell = __atomic_load_n(&client_.bell, __ATOMIC_ACQUIRE);
            __atomic_store_n(&client_.renderer_sleeping, 1u, __ATOMIC_SEQ_CST);
            __atomic_thread_fence(__ATOMIC_SEQ_CST);
            if (__atomic_load_n(&s.ctl->reply_read, __ATOMIC_ACQUIRE) == read) futexWait(&client_.bell, bell, 2'000'000);
            __atomic_store_n(&client_.renderer_sleeping, 0u, __ATOMIC_RELEASE);
            continue;
        }
        const uint64_t at = s.replyWritten & (s.replySize - 1);
        if (room > s.replySize - at) room = s.replySize - at;
        const uint64_t piece = n < room ? n : room;
        std::memcpy(s.replies + at, from, piece);
        from += piece;
        n -= piece;
        s.replyWritten += piece;
    }
}

void LiveRenderer::publishReply(Stream& s) {
    __atomic_store_n(&s.ctl->clock_reads, executor_->clockReads(*s.state), __ATOMIC_RELAXED);
    __atomic_store_n(&s.ctl->reply_written, s.replyWritten, __ATOMIC_RELEASE);
    notify(s);
}

void LiveRenderer::note(uint64_t call, uint32_t opcode, const uint8_t* payload, uint64_t bytes) {
    if (!journal_.recording() || bytes > journal_.largestPayload() / 2) return;
    const RecordReply record{call, opcode, kReplyNote};
    journal_.append(RecordKind::Reply, &record, sizeof record, payload, bytes);
}

void LiveRenderer::reply(StreamState& state, uint64_t call, uint32_t opcode, uint32_t flags, const uint8_t* payload, uint64_t bytes) {
    if (asking.reply(call, opcode, flags, payload, bytes)) return;
    if (journal_.recording() && countsAsCall(opcode)) { // first: what the program learns must be in the trace
        RecordReply record{call, opcode, flags};
        if (bytes > kReplyHashLimit) {
            const uint64_t hashed[2] = {bytes, hashBytes(payload, bytes)};
            record.flags |= kReplyHashed;
            journal_.append(RecordKind::Reply, &record, sizeof record, hashed, sizeof hashed);
        } else {
            journal_.append(RecordKind::Reply, &record, sizeof record, payload, bytes);
        }
    }
    for (auto& s : streams_) {
        if (s->state != &state) continue;
        const sgl_reply header{opcode, flags, bytes};
        static const uint8_t zeros[8] = {};
        writeReply(*s, &header, sizeof header);
        writeReply(*s, payload, bytes);
        if (bytes % 8) writeReply(*s, zeros, 8 - bytes % 8);
        publishReply(*s);
        return;
    }
}

void LiveRenderer::error(const RecordError& e) {
    if (asking.error(e)) return;
    if (gate_) gate_->errorRaised(e.error);
    if (journal_.recording()) journal_.append(RecordKind::Error, &e, sizeof e);
}

void LiveRenderer::frame(const RecordFrame& f) {
    if (!asking.active()) journal_.append(RecordKind::Frame, &f, sizeof f);
}

void LiveRenderer::shown(Drawable& d) {
    if (d.frames) futexWake(&d.frames->bell);
}

void LiveRenderer::swapped(StreamState& state, Drawable& d) {
    shown(d);
    for (auto& s : streams_) {
        if (s->state != &state) continue;
        __atomic_store_n(&s->ctl->clock_reads, executor_->clockReads(state), __ATOMIC_RELAXED);
        __atomic_store_n(&s->ctl->frames_done, ++s->framesDone, __ATOMIC_RELEASE);
        notify(*s);
        return;
    }
}

uint8_t* LiveRenderer::memory(uint64_t offset, uint64_t bytes) { return region_->memory(offset, bytes); }

} // namespace sgl
