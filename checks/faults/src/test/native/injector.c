/*
 * Makes file calls of a process fail, fall short, return wrong data, wait, or kill the process.
 *
 * Preloaded (LD_PRELOAD) into the JVM under test. FAULTS_ROOT names the folder below which calls are
 * looked at, FAULTS_CONTROL a file of the structure below, which the test maps as well: a running
 * JVM is steered by it, and the test reads there what was met. One fault at a time.
 *
 * Covers both ways in which JDK 17 and 25 reach the C library: functions that they link to (open64,
 * lstat64 or __lxstat64, readdir or readdir64, ...), and functions that they look up by name (statx, openat64,
 * unlinkat, renameat, fstatat64).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* In the order of the enums Call and Effect. */
enum { NONE, OPEN, READ, WRITE, FSYNC, RENAME, UNLINK, CLOSE, MKDIR, STAT, LIST, TIMES, ANY };
enum { PASS, FAIL, SHORT, TORN, FLIP, DELAY, HANG, KILL };

struct control {
  int32_t call;   /* which calls; NONE: no fault */
  int32_t effect; /* what happens to them */
  int32_t value;  /* an errno, or milliseconds */
  int32_t first;  /* the first call that it happens to, from 1 */
  int32_t last;   /* and the last one */
  int32_t seen;   /* how many calls there were */
  int32_t met;    /* to how many of them it happened */
};

static struct control off;
static struct control *control = &off;
static char root[PATH_MAX];

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("FAULTS_CONTROL"), *folder = getenv("FAULTS_ROOT");
  if (!file || !folder) return;
  int fd = ((int (*)(const char *, int, ...))real("open"))(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *map = mmap(NULL, sizeof off, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ((int (*)(int))real("close"))(fd);
  if (map == MAP_FAILED) return;
  snprintf(root, sizeof root, "%s", folder);
  control = map;
}

static int armed(int call) {
  int wanted = __atomic_load_n(&control->call, __ATOMIC_ACQUIRE);
  return wanted == call || (wanted == ANY && call != NONE);
}

static int below(const char *path) { return path && !strncmp(path, root, strlen(root)); }

static int below_fd(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return below(path);
}

static int below_at(int folder, const char *path) {
  return path && path[0] != '/' && folder != AT_FDCWD ? below_fd(folder) : below(path);
}

static void pause_ms(int ms) {
  struct timespec time = {ms / 1000, (ms % 1000) * 1000000L};
  nanosleep(&time, NULL);
}

/* Counts a call; returns what is left for the caller to do: PASS, FAIL (errno is set), or a lie. */
static int meet(void) {
  int call = __atomic_load_n(&control->call, __ATOMIC_ACQUIRE);
  int n = __atomic_add_fetch(&control->seen, 1, __ATOMIC_SEQ_CST);
  if (n < control->first || n > control->last) return PASS;
  __atomic_add_fetch(&control->met, 1, __ATOMIC_SEQ_CST);
  switch (control->effect) {
    case FAIL:
      errno = control->value;
      return FAIL;
    case DELAY:
      pause_ms(control->value);
      return PASS;
    case HANG:
      while (__atomic_load_n(&control->call, __ATOMIC_ACQUIRE) == call) pause_ms(5);
      return PASS;
    case KILL:
      kill(getpid(), SIGKILL);
      return PASS;
    default:
      return control->effect;
  }
}

#define AT_PATH(call, path) (armed(call) && below(path) ? meet() : PASS)
#define AT_DIR(call, folder, path) (armed(call) && below_at(folder, path) ? meet() : PASS)
#define AT_FD(call, fd) (armed(call) && below_fd(fd) ? meet() : PASS)

/* A function that fails, or behaves as usual. */
#define WRAP(type, name, parameters, arguments, failure, where) \
  type name parameters {                                        \
    static type(*original) parameters;                          \
    if (!original) original = real(#name);                      \
    if (where == FAIL) return failure;                          \
    return original arguments;                                  \
  }

#define WRAP_OPEN(name, parameters, arguments, where) \
  int name parameters {                               \
    static int(*original) parameters;                 \
    if (!original) original = real(#name);            \
    va_list rest;                                     \
    va_start(rest, flags);                            \
    mode_t mode = va_arg(rest, mode_t);               \
    va_end(rest);                                     \
    if (where == FAIL) return -1;                     \
    return original arguments;                        \
  }

WRAP_OPEN(open, (const char *path, int flags, ...), (path, flags, mode), AT_PATH(OPEN, path))
WRAP_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), AT_PATH(OPEN, path))
WRAP_OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode),
          AT_DIR(OPEN, folder, path))
WRAP_OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode),
          AT_DIR(OPEN, folder, path))

static size_t half(size_t length) { return length > 1 ? length / 2 : length; }

#define WRAP_WRITE(name, parameters, whole, part) \
  ssize_t name parameters {                       \
    static ssize_t(*original) parameters;         \
    if (!original) original = real(#name);        \
    int effect = AT_FD(WRITE, fd);                \
    if (effect == FAIL) return -1;                \
    if (effect != SHORT && effect != TORN) return original whole; \
    ssize_t written = original part;              \
    if (effect == SHORT || written < 0) return written; \
    errno = control->value;                       \
    return -1;                                    \
  }

WRAP_WRITE(write, (int fd, const void *data, size_t size), (fd, data, size), (fd, data, half(size)))
WRAP_WRITE(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at),
           (fd, data, half(size), at))

WRAP(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count), -1,
     AT_FD(WRITE, fd))

#define WRAP_READ(name, parameters, whole, part)                              \
  ssize_t name parameters {                                                   \
    static ssize_t(*original) parameters;                                     \
    if (!original) original = real(#name);                                    \
    int effect = AT_FD(READ, fd);                                             \
    if (effect == FAIL) return -1;                                            \
    ssize_t count = effect == SHORT ? original part : original whole;         \
    if (effect == FLIP && count > 0) ((unsigned char *)data)[count / 2] ^= 1; \
    if (effect == FLIP && count <= 0) __atomic_sub_fetch(&control->met, 1, __ATOMIC_SEQ_CST); \
    return count;                                                             \
  }

WRAP_READ(read, (int fd, void *data, size_t size), (fd, data, size), (fd, data, half(size)))
WRAP_READ(pread64, (int fd, void *data, size_t size, off64_t at), (fd, data, size, at),
          (fd, data, half(size), at))

WRAP(int, fsync, (int fd), (fd), -1, AT_FD(FSYNC, fd))
WRAP(int, fdatasync, (int fd), (fd), -1, AT_FD(FSYNC, fd))

WRAP(int, rename, (const char *from, const char *to), (from, to), -1, AT_PATH(RENAME, to))
WRAP(int, renameat, (int folder, const char *from, int into, const char *to),
     (folder, from, into, to), -1, AT_DIR(RENAME, into, to))

WRAP(int, unlink, (const char *path), (path), -1, AT_PATH(UNLINK, path))
WRAP(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags), -1,
     AT_DIR(UNLINK, folder, path))
WRAP(int, remove, (const char *path), (path), -1, AT_PATH(UNLINK, path))
WRAP(int, rmdir, (const char *path), (path), -1, AT_PATH(UNLINK, path))

WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), -1, AT_PATH(MKDIR, path))

WRAP(int, stat64, (const char *path, struct stat64 *to), (path, to), -1, AT_PATH(STAT, path))
WRAP(int, lstat64, (const char *path, struct stat64 *to), (path, to), -1, AT_PATH(STAT, path))
WRAP(int, __xstat64, (int version, const char *path, struct stat64 *to), (version, path, to), -1,
     AT_PATH(STAT, path))
WRAP(int, __lxstat64, (int version, const char *path, struct stat64 *to), (version, path, to), -1,
     AT_PATH(STAT, path))
WRAP(int, fstatat64, (int folder, const char *path, struct stat64 *to, int flags),
     (folder, path, to, flags), -1, AT_DIR(STAT, folder, path))
WRAP(int, statx, (int folder, const char *path, int flags, unsigned mask, struct statx *to),
     (folder, path, flags, mask, to), -1, AT_DIR(STAT, folder, path))
WRAP(int, access, (const char *path, int mode), (path, mode), -1, AT_PATH(STAT, path))
WRAP(int, statvfs64, (const char *path, struct statvfs64 *to), (path, to), -1, AT_PATH(STAT, path))
WRAP(char *, realpath, (const char *path, char *to), (path, to), NULL, AT_PATH(STAT, path))

WRAP(DIR *, opendir, (const char *path), (path), NULL, AT_PATH(LIST, path))
WRAP(DIR *, fdopendir, (int fd), (fd), NULL, AT_FD(LIST, fd))
WRAP(struct dirent *, readdir, (DIR *folder), (folder), NULL, AT_FD(LIST, dirfd(folder)))
WRAP(struct dirent64 *, readdir64, (DIR *folder), (folder), NULL, AT_FD(LIST, dirfd(folder)))

WRAP(int, utimes, (const char *path, const struct timeval times[2]), (path, times), -1,
     AT_PATH(TIMES, path))
WRAP(int, lutimes, (const char *path, const struct timeval times[2]), (path, times), -1,
     AT_PATH(TIMES, path))
WRAP(int, futimens, (int fd, const struct timespec times[2]), (fd, times), -1, AT_FD(TIMES, fd))
WRAP(int, utimensat, (int folder, const char *path, const struct timespec times[2], int flags),
     (folder, path, times, flags), -1, AT_DIR(TIMES, folder, path))

/* The descriptor is closed whatever close returns, as on Linux. */
int close(int fd) {
  static int (*original)(int);
  if (!original) original = real("close");
  int effect = AT_FD(CLOSE, fd), error = errno;
  int status = original(fd);
  if (effect != FAIL) return status;
  errno = error;
  return -1;
}
