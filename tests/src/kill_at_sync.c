/* Preloaded into a gateway under test: counts calls of one class over all its threads, and at the one that the control file names it
   kills the process, as a power cut would stop it, or lets the disk be full from there on. strace's own count is kept per thread and
   cannot do that. The control file holds four 32-bit numbers: calls so far, the call that is meant (0: none), what happens there
   (0: death before it, 1: after it, 2: with half of its bytes written, 3: no space from there on), and the class that is counted. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SYNC, RENAME, UNLINK, WRITE, SEND, CREATE };
enum { BEFORE, AFTER, HALF, FULL };

struct control { _Atomic uint32_t count, at, how, class; };
static struct control *control;

__attribute__((constructor)) static void open_control(void) {
    const char *path = getenv("KILL_AT_SYNC");
    int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) control = page;
    close(file);
}

static void die(void) { kill(getpid(), SIGKILL); }

/* Whether this call is the one, or one after it while the disk is full. */
static int chosen(uint32_t class) {
    if (!control || control->class != class) return 0;
    uint32_t here = atomic_fetch_add(&control->count, 1) + 1;
    return control->at != 0 && (here == control->at || (control->how == FULL && here > control->at));
}

static long call(int is_chosen, long number, long a, long b, long c, long d, long e, long f) {
    if (is_chosen && control->how == FULL) { errno = ENOSPC; return -1; }
    if (is_chosen && control->how != AFTER) die();
    long result = syscall(number, a, b, c, d, e, f);
    if (is_chosen) die();
    return result;
}

/* Bytes on their way to a file or a pipe; what only wakes another thread is not counted, and a full disk stops no pipe. */
static int is_kept(int file) {
    struct stat seen;
    if (!control || fstat(file, &seen) != 0) return 0;
    return S_ISREG(seen.st_mode) || (S_ISFIFO(seen.st_mode) && control->how != FULL);
}

/* With half of them on the way, as a power cut tears a write. */
static ssize_t bytes(int is_chosen, long number, long a, long b, size_t length, long d, long e, long f) {
    if (is_chosen && control->how == HALF) {
        syscall(number, a, b, length / 2, d, e, f);
        die();
    }
    return call(is_chosen, number, a, b, (long)length, d, e, f);
}

int fsync(int file) { return (int)call(chosen(SYNC), SYS_fsync, file, 0, 0, 0, 0, 0); }
int fdatasync(int file) { return (int)call(chosen(SYNC), SYS_fdatasync, file, 0, 0, 0, 0, 0); }

int rename(const char *from, const char *to) {
    return (int)call(chosen(RENAME), SYS_renameat, AT_FDCWD, (long)from, AT_FDCWD, (long)to, 0, 0);
}
int renameat(int a, const char *from, int b, const char *to) {
    return (int)call(chosen(RENAME), SYS_renameat, a, (long)from, b, (long)to, 0, 0);
}
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    return (int)call(chosen(RENAME), SYS_renameat2, a, (long)from, b, (long)to, flags, 0);
}

int unlink(const char *path) {
    return (int)call(chosen(UNLINK), SYS_unlinkat, AT_FDCWD, (long)path, 0, 0, 0, 0);
}
int unlinkat(int folder, const char *path, int flags) {
    return (int)call(chosen(UNLINK), SYS_unlinkat, folder, (long)path, flags, 0, 0, 0);
}

ssize_t write(int file, const void *from, size_t length) {
    return bytes(is_kept(file) && chosen(WRITE), SYS_write, file, (long)from, length, 0, 0, 0);
}
ssize_t writev(int file, const struct iovec *from, int pieces) {
    return call(is_kept(file) && chosen(WRITE), SYS_writev, file, (long)from, pieces, 0, 0, 0);
}
ssize_t pwrite64(int file, const void *from, size_t length, off64_t at) {
    return bytes(is_kept(file) && chosen(WRITE), SYS_pwrite64, file, (long)from, length, at, 0, 0);
}
ssize_t pwrite(int file, const void *from, size_t length, off_t at) { return pwrite64(file, from, length, at); }

ssize_t sendto(int file, const void *from, size_t length, int flags, const struct sockaddr *to, socklen_t size) {
    return bytes(chosen(SEND), SYS_sendto, file, (long)from, length, flags, (long)to, size);
}
ssize_t send(int file, const void *from, size_t length, int flags) { return sendto(file, from, length, flags, 0, 0); }
ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
    return call(chosen(SEND), SYS_sendmsg, file, (long)message, flags, 0, 0, 0);
}

/* Opening what is there is not counted, only what may make a new file. */
static int opened(int folder, const char *path, int flags, va_list rest) {
    long mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    return (int)call(flags & O_CREAT && chosen(CREATE), SYS_openat, folder, (long)path, flags, mode, 0, 0);
}
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); \
        int file = opened(AT_FDCWD, path, flags, rest); \
        va_end(rest); return file; \
    }
#define OPEN_AT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); \
        int file = opened(folder, path, flags, rest); \
        va_end(rest); return file; \
    }
OPEN(open)
OPEN(open64)
OPEN_AT(openat)
OPEN_AT(openat64)
