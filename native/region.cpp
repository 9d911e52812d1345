// Makes, attaches and clears the shared-memory region (layout: guest/common/wire.h).
#include "region.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sgl {

void futexWait(uint32_t* word, uint32_t expected, uint64_t timeoutNs) {
    timespec t{static_cast<time_t>(timeoutNs / 1000000000ull), static_cast<long>(timeoutNs % 1000000000ull)};
    syscall(SYS_futex, word, FUTEX_WAIT, expected, &t, nullptr, 0);
}
void futexWake(uint32_t* word) { syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0); }

uint64_t processStartTime(uint32_t pid) {
    char path[64], text[1024];
    std::snprintf(path, sizeof path, "/proc/%u/stat", pid);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    const ssize_t n = read(fd, text, sizeof text - 1);
    ::close(fd);
    if (n <= 0) return 0;
    text[n] = 0;
    const char* p = std::strrchr(text, ')'); // the name before it may hold anything
    unsigned long long start = 0;
    char state = 0;
    if (!p || std::sscanf(p + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &state, &start) != 2) return 0;
    return state == 'Z' || state == 'X' ? 0 : start;
}

static std::runtime_error failed(const std::string& what, const std::string& path) {
    return std::runtime_error(what + " " + path + ": " + std::strerror(errno));
}

Region::Region(std::string path, uint8_t* base, uint64_t size, bool owner)
    : path_(std::move(path)), base_(base), header_(reinterpret_cast<sgl_region*>(base)), size_(size), owner_(owner) {}

Region::~Region() {
    close();
    munmap(base_, size_);
}

// Whether a region file is in use by a live supervisor.
static uint32_t liveSupervisor(int fd) {
    sgl_region r;
    if (pread(fd, &r, offsetof(sgl_region, clients), 0) < static_cast<ssize_t>(offsetof(sgl_region, clients))) return 0;
    if (r.magic != SGL_MAGIC || r.closing) return 0;
    return r.supervisor_pid && processStartTime(r.supervisor_pid) == r.supervisor_start_time ? r.supervisor_pid : 0;
}

Region* Region::create(const std::string& path, uint64_t bytes, uint32_t highestOpcode) {
    bytes = (bytes + SGL_BLOCK - 1) / SGL_BLOCK * SGL_BLOCK;
    if (bytes < 16ull * SGL_BLOCK) throw std::runtime_error("a region needs at least 1 MiB");
    const int old = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (old >= 0) {
        const uint32_t pid = liveSupervisor(old);
        struct stat st;
        const bool regular = fstat(old, &st) == 0 && S_ISREG(st.st_mode);
        ::close(old);
        if (pid) throw std::runtime_error(path + " is in use by process " + std::to_string(pid) + "; end that one, or name another region with --shm");
        if (!regular) throw std::runtime_error(path + " exists and is not a file of sgl's");
        if (unlink(path.c_str())) throw failed("cannot replace the stale region", path);
    } else if (errno != ENOENT) {
        throw failed("cannot open", path);
    }
    // Without a name until it is whole: programs look for it from the moment it has one.
    const size_t slash = path.rfind('/');
    int fd = open(slash == std::string::npos ? "." : path.substr(0, slash + 1).c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    const bool unnamed = fd >= 0;
    if (!unnamed) fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600); // where files always have one
    if (fd < 0) throw failed("cannot make", path);
    const int full = posix_fallocate(fd, 0, static_cast<off_t>(bytes));
    void* base = full ? MAP_FAILED : mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (full) errno = full;
    if (base == MAP_FAILED) {
        auto e = failed("cannot get " + std::to_string(bytes >> 20) + " MiB of shared memory for", path);
        ::close(fd);
        if (!unnamed) unlink(path.c_str());
        throw e;
    }
    auto* h = static_cast<sgl_region*>(base);
    h->protocol = SGL_PROTOCOL;
    h->highest_opcode = highestOpcode;
    h->block_count = static_cast<uint32_t>(bytes / SGL_BLOCK);
    h->first_block = static_cast<uint32_t>((SGL_OWNERS_OFFSET + 4ull * h->block_count + SGL_BLOCK - 1) / SGL_BLOCK);
    h->size = bytes;
    h->supervisor_pid = static_cast<uint32_t>(getpid());
    h->supervisor_start_time = processStartTime(h->supervisor_pid);
    if (getrandom(&h->epoch, sizeof h->epoch, 0) != sizeof h->epoch) h->epoch = static_cast<uint64_t>(time(nullptr));
    h->epoch |= 1;
    __atomic_store_n(&h->magic, SGL_MAGIC, __ATOMIC_RELEASE);
    const bool named = !unnamed || linkat(AT_FDCWD, ("/proc/self/fd/" + std::to_string(fd)).c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
    auto e = failed("cannot make", path);
    ::close(fd);
    if (!named) {
        munmap(base, bytes);
        throw e;
    }
    return new Region(path, static_cast<uint8_t*>(base), bytes, true);
}

Region* Region::attach(const std::string& path) {
    const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) throw failed("cannot open", path);
    struct stat st;
    if (fstat(fd, &st) || static_cast<uint64_t>(st.st_size) < sizeof(sgl_region)) {
        ::close(fd);
        throw std::runtime_error(path + " is not a region of sgl's");
    }
    const auto bytes = static_cast<uint64_t>(st.st_size);
    void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (base == MAP_FAILED) {
        auto e = failed("cannot map", path);
        ::close(fd);
        throw e;
    }
    ::close(fd);
    auto* region = new Region(path, static_cast<uint8_t*>(base), bytes, false);
    if (__atomic_load_n(&region->header_->magic, __ATOMIC_ACQUIRE) != SGL_MAGIC || region->header_->size != bytes) {
        delete region;
        throw std::runtime_error(path + " is not a region of sgl's");
    }
    return region;
}

uint8_t* Region::memory(uint64_t offset, uint64_t bytes) const {
    const uint64_t first = static_cast<uint64_t>(SGL_BLOCK) * ((SGL_OWNERS_OFFSET + 4ull * (size_ / SGL_BLOCK) + SGL_BLOCK - 1) / SGL_BLOCK);
    if (offset < first || offset > size_ || bytes > size_ - offset || offset % 64) return nullptr;
    return base_ + offset;
}

void Region::release(uint32_t slot) {
    auto* owners = reinterpret_cast<uint32_t*>(base_ + SGL_OWNERS_OFFSET);
    for (uint64_t i = 0; i < size_ / SGL_BLOCK; i++)
        if (__atomic_load_n(&owners[i], __ATOMIC_RELAXED) == slot + 1) __atomic_store_n(&owners[i], 0, __ATOMIC_RELEASE);
    sgl_client& c = client(slot);
    __atomic_store_n(&c.flags, 0, __ATOMIC_RELAXED);
    std::memset(c.stream_offset, 0, sizeof c.stream_offset);
    c.pid = c.renderer_pid = 0;
    c.ticket = 0;
    c.renderer_sleeping = 0;
    std::memset(c.reason, 0, sizeof c.reason);
    __atomic_store_n(&c.state, static_cast<uint32_t>(SGL_CLIENT_FREE), __ATOMIC_RELEASE);
}

void Region::lose(uint32_t slot, uint32_t state, const std::string& reason) {
    sgl_client& c = client(slot);
    std::snprintf(c.reason, sizeof c.reason, "%s", reason.c_str());
    __atomic_store_n(&c.state, state, __ATOMIC_SEQ_CST);
    futexWake(&c.state);
    for (uint64_t& at : c.stream_offset) {
        const uint64_t offset = __atomic_load_n(&at, __ATOMIC_ACQUIRE);
        auto* ctl = offset ? reinterpret_cast<sgl_stream_ctl*>(memory(offset, sizeof(sgl_stream_ctl))) : nullptr;
        if (!ctl) continue;
        __atomic_add_fetch(&ctl->client_bell, 1, __ATOMIC_SEQ_CST);
        futexWake(&ctl->client_bell);
    }
}

void Region::markEnded(uint32_t slot) {
    sgl_client& c = client(slot);
    __atomic_or_fetch(&c.flags, static_cast<uint32_t>(SGL_CLIENT_ENDED), __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&c.bell, 1, __ATOMIC_SEQ_CST);
    futexWake(&c.bell);
}

void Region::close() {
    if (!owner_) return;
    owner_ = false;
    __atomic_store_n(&header_->closing, 1, __ATOMIC_SEQ_CST);
    for (uint32_t slot = 0; slot < SGL_MAX_CLIENTS; slot++) {
        const uint32_t state = __atomic_load_n(&client(slot).state, __ATOMIC_ACQUIRE);
        if (state == SGL_CLIENT_CLAIMED || state == SGL_CLIENT_READY) lose(slot, SGL_CLIENT_LOST, "sgl was ended");
    }
    unlink(path_.c_str());
}

} // namespace sgl
