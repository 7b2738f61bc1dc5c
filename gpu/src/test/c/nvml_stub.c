/*
 * A stand-in for NVIDIA's libnvidia-ml.so.1 with its real ABI (nvml.h of API 13), for machines
 * without a card. It plays the scene that the file "nvml-stub.scene" beside the library describes,
 * read again whenever that file was replaced, so that a test can change the world under a caller.
 * Without the file there is no driver: nvmlInit_v2 answers NVML_ERROR_DRIVER_NOT_LOADED.
 *
 *   cc -std=c11 -shared -fPIC -O1 -pthread -o libnvidia-ml.so.1 nvml_stub.c -ldl
 *
 * With -DNVML_STUB_DRIVER=470 or 390 it lacks the functions that these drivers lacked; with 535 the
 * third form of a list of processes has larger items, as in the drivers 535.43 to 535.86.
 *
 * One statement a line; "#" begins a comment. CARD counts from 0. CODE is a number of nvmlReturn_t.
 *
 *   driver TEXT                      version of the driver
 *   cuda NUMBER                      such as 13000 for CUDA 13.0
 *   init CODE                        what nvmlInit_v2 answers
 *   missing FUNCTION                 answers 13, NVML_ERROR_FUNCTION_NOT_FOUND
 *   fail FUNCTION CODE [CARD]        answers CODE, for every card or for one
 *   hang FUNCTION MILLIS             blocks so long, or until the scene says so no more
 *   xid CARD NUMBER                  a fault, delivered once: lines already delivered stay silent
 *   card                             begins the next card; what follows is about it, and what it
 *                                    does not say is answered with 3, NVML_ERROR_NOT_SUPPORTED
 *     name TEXT
 *     uuid TEXT                      in TEXT, \xHH is a byte
 *     bus DOMAIN:BUS:DEVICE.0        hexadecimal
 *     memory TOTAL USED RESERVED     MiB; USED without RESERVED
 *     capability MAJOR MINOR
 *     utilization GPU MEMORY         percent
 *     temperature CELSIUS
 *     thresholds SHUTDOWN SLOWDOWN MEMORY_MAX GPU_MAX
 *     power USAGE LIMIT DEFAULT MAX  milliwatts
 *     energy MILLIJOULES
 *     fan PERCENT
 *     clocks GRAPHICS MEMORY MEMORY_MAX   MHz
 *     pstate NUMBER
 *     throttle BITS                  any base
 *     pcie GENERATION LANES GENERATION_MAX LANES_MAX
 *     buswidth BITS
 *     compute PID MIB|n/a            a process that computes; n/a is what Windows answers
 *     graphics PID MIB|n/a           a process that draws
 *                                    PID may be "self": the process that loaded this library, or
 *                                    "child": every living descendant of it
 *     unsupported KEYWORD            takes one of the above back
 *     lost                           every call about it answers 15, NVML_ERROR_GPU_IS_LOST
 *     handle CODE                    what looking it up answers
 *
 * A statement that is none is reported on stderr, and then every function answers 999.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef NVML_STUB_DRIVER
#define NVML_STUB_DRIVER 580
#endif

#define EXPORT __attribute__((visibility("default")))

enum {
    SUCCESS = 0,
    UNINITIALIZED = 1,
    INVALID_ARGUMENT = 2,
    NOT_SUPPORTED = 3,
    INSUFFICIENT_SIZE = 7,
    DRIVER_NOT_LOADED = 9,
    TIMEOUT = 10,
    FUNCTION_NOT_FOUND = 13,
    GPU_IS_LOST = 15,
    ARGUMENT_VERSION_MISMATCH = 25,
    UNKNOWN = 999
};

enum { CARDS_MAX = 16, RULES_MAX = 64, XIDS_MAX = 64, PROCESSES_MAX = 8192, TREE_MAX = 32768 };
enum { TEXT_BYTES = 96, LINE_BYTES = 512 };
enum { PID_SELF = -1, PID_CHILD = -2 };

static const uint64_t NOT_AVAILABLE = UINT64_MAX;
static const uint64_t MIB = 1 << 20;

/* What a scene can say of a card; the order of KEYWORDS. */
enum field {
    NAME, UUID, BUS, MEMORY, CAPABILITY, UTILIZATION, TEMPERATURE, THRESHOLDS, POWER, ENERGY, FAN,
    CLOCKS, PSTATE, THROTTLE, PCIE, BUSWIDTH, COMPUTE, GRAPHICS, FIELDS, NO_FIELD
};
static const char *const KEYWORDS[FIELDS] = {
    "name", "uuid", "bus", "memory", "capability", "utilization", "temperature", "thresholds",
    "power", "energy", "fan", "clocks", "pstate", "throttle", "pcie", "buswidth", "compute",
    "graphics"};

struct card {
    unsigned known; /* bits of enum field */
    int lost, handle;
    char name[TEXT_BYTES], uuid[TEXT_BYTES];
    unsigned domain, bus, device;
    uint64_t memory[3]; /* total, used, reserved; bytes */
    int capability[2];
    unsigned utilization[2];
    int temperature;
    unsigned thresholds[4];
    unsigned power[4];
    uint64_t energy;
    unsigned fan, clocks[3], pstate;
    uint64_t throttle;
    unsigned pcie[4], buswidth;
};

struct process {
    int card;
    enum field list;
    long pid;
    uint64_t bytes;
};

struct rule {
    char function[TEXT_BYTES];
    int code, card;
    long hang_millis;
};

struct scene {
    int broken, init, cuda;
    char driver[TEXT_BYTES];
    int cards, rules, xids, processes;
    struct card card[CARDS_MAX];
    struct rule rule[RULES_MAX];
    struct { int card; uint64_t number; } xid[XIDS_MAX];
    struct process process[PROCESSES_MAX];
};

/* A handle points into this array, as NVML's point into the library's own memory. */
static struct nvmlDevice_st { int issued; } slots[CARDS_MAX];
typedef struct nvmlDevice_st *nvmlDevice_t;

typedef struct nvmlEventSet_st { int watch; unsigned registered; } *nvmlEventSet_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct scene scene; /* guarded by lock, as all below */
static struct stat scene_stat;
static int initialized, xids_delivered;
static long loader;
static char folder[4096], scene_path[4200];

__attribute__((constructor)) static void located(void) {
    Dl_info info;
    loader = getpid();
    if (dladdr((void *)&located, &info) && realpath(info.dli_fname, folder)) {
        *strrchr(folder, '/') = 0;
    }
    snprintf(scene_path, sizeof scene_path, "%s/nvml-stub.scene", folder);
}

/* ---- Reading the scene ---- */

static void complain(const char *line) {
    fprintf(stderr, "nvml_stub: %s: not a statement: %s\n", scene_path, line);
    scene.broken = 1;
}

static void copy_text(char *target, const char *text) {
    size_t used = 0;
    while (*text && used < TEXT_BYTES - 1) {
        unsigned byte;
        if (sscanf(text, "\\x%2x", &byte) == 1) {
            target[used++] = (char)byte;
            text += 4;
        } else {
            target[used++] = *text++;
        }
    }
    target[used] = 0;
}

static int read_process(int card, enum field list, const char *rest) {
    char pid[32], bytes[32];
    if (scene.processes == PROCESSES_MAX || sscanf(rest, "%31s %31s", pid, bytes) != 2) {
        return 0;
    }
    struct process *process = &scene.process[scene.processes++];
    process->card = card;
    process->list = list;
    process->pid = !strcmp(pid, "self") ? PID_SELF : !strcmp(pid, "child") ? PID_CHILD : atol(pid);
    process->bytes = !strcmp(bytes, "n/a") ? NOT_AVAILABLE : strtoull(bytes, 0, 10) * MIB;
    return 1;
}

static int read_values(struct card *card, enum field field, const char *rest) {
    unsigned *t = card->thresholds, *w = card->power, *c = card->clocks, *p = card->pcie;
    uint64_t *m = card->memory;
    switch (field) {
        case NAME: return copy_text(card->name, rest), 1;
        case UUID: return copy_text(card->uuid, rest), 1;
        case BUS:
            return sscanf(rest, "%x:%x:%x.0", &card->domain, &card->bus, &card->device) == 3;
        case MEMORY: {
            int got = sscanf(rest, "%lu %lu %lu", &m[0], &m[1], &m[2]) == 3;
            for (int i = 0; i < 3; i++) m[i] *= MIB;
            return got;
        }
        case CAPABILITY:
            return sscanf(rest, "%d %d", &card->capability[0], &card->capability[1]) == 2;
        case UTILIZATION:
            return sscanf(rest, "%u %u", &card->utilization[0], &card->utilization[1]) == 2;
        case TEMPERATURE: return sscanf(rest, "%d", &card->temperature) == 1;
        case THRESHOLDS:
            return sscanf(rest, "%u %u %u %u", &t[0], &t[1], &t[2], &t[3]) == 4;
        case POWER: return sscanf(rest, "%u %u %u %u", &w[0], &w[1], &w[2], &w[3]) == 4;
        case ENERGY: return sscanf(rest, "%lu", &card->energy) == 1;
        case FAN: return sscanf(rest, "%u", &card->fan) == 1;
        case CLOCKS: return sscanf(rest, "%u %u %u", &c[0], &c[1], &c[2]) == 3;
        case PSTATE: return sscanf(rest, "%u", &card->pstate) == 1;
        case THROTTLE: return card->throttle = strtoull(rest, 0, 0), 1;
        case PCIE: return sscanf(rest, "%u %u %u %u", &p[0], &p[1], &p[2], &p[3]) == 4;
        case BUSWIDTH: return sscanf(rest, "%u", &card->buswidth) == 1;
        default: return 0;
    }
}

static enum field field_named(const char *word) {
    int field = 0;
    while (field < FIELDS && strcmp(word, KEYWORDS[field])) field++;
    return field < FIELDS ? (enum field)field : NO_FIELD;
}

static int read_card_statement(const char *word, const char *rest) {
    if (scene.cards == 0) return 0;
    struct card *card = &scene.card[scene.cards - 1];
    enum field field = field_named(word);
    if (field == COMPUTE || field == GRAPHICS) {
        return read_process(scene.cards - 1, field, rest);
    }
    if (field != NO_FIELD) {
        card->known |= 1u << field;
        return read_values(card, field, rest);
    }
    if (!strcmp(word, "unsupported")) {
        enum field taken = field_named(rest);
        if (taken == NO_FIELD) return 0;
        card->known &= ~(1u << taken);
        return 1;
    }
    if (!strcmp(word, "lost")) return card->lost = 1;
    if (!strcmp(word, "handle")) return sscanf(rest, "%d", &card->handle) == 1;
    return 0;
}

static int read_rule(const char *word, const char *rest) {
    if (scene.rules == RULES_MAX) return 0;
    struct rule *rule = &scene.rule[scene.rules];
    *rule = (struct rule){.card = -1};
    int got = !strcmp(word, "missing")
            ? (rule->code = FUNCTION_NOT_FOUND, sscanf(rest, "%95s", rule->function) == 1)
            : !strcmp(word, "fail")
                    ? sscanf(rest, "%95s %d %d", rule->function, &rule->code, &rule->card) >= 2
                    : sscanf(rest, "%95s %ld", rule->function, &rule->hang_millis) == 2;
    scene.rules += got;
    return got;
}

static int read_statement(const char *word, const char *rest) {
    if (!strcmp(word, "driver")) return copy_text(scene.driver, rest), 1;
    if (!strcmp(word, "cuda")) return sscanf(rest, "%d", &scene.cuda) == 1;
    if (!strcmp(word, "init")) return sscanf(rest, "%d", &scene.init) == 1;
    if (!strcmp(word, "missing") || !strcmp(word, "fail") || !strcmp(word, "hang")) {
        return read_rule(word, rest);
    }
    if (!strcmp(word, "xid")) {
        if (scene.xids == XIDS_MAX) return 0;
        int xid = scene.xids++;
        return sscanf(rest, "%d %lu", &scene.xid[xid].card, &scene.xid[xid].number) == 2;
    }
    if (!strcmp(word, "card")) {
        if (scene.cards == CARDS_MAX) return 0;
        scene.card[scene.cards++].known = 1u << COMPUTE | 1u << GRAPHICS;
        return 1;
    }
    return read_card_statement(word, rest);
}

/* Reads the scene again if its file is another one than last time. */
static void refresh(void) {
    struct stat now;
    if (stat(scene_path, &now)) memset(&now, 0, sizeof now);
    if (now.st_ino == scene_stat.st_ino && now.st_size == scene_stat.st_size
            && now.st_mtim.tv_sec == scene_stat.st_mtim.tv_sec
            && now.st_mtim.tv_nsec == scene_stat.st_mtim.tv_nsec) {
        if (now.st_ino == 0) scene.init = DRIVER_NOT_LOADED;
        return;
    }
    scene_stat = now;
    memset(&scene, 0, sizeof scene);
    FILE *file = fopen(scene_path, "r");
    if (!file) {
        scene.init = DRIVER_NOT_LOADED;
        return;
    }
    char line[LINE_BYTES], word[LINE_BYTES];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        int rest = 0;
        if (sscanf(line, " %511s %n", word, &rest) == 1 && word[0] != '#') {
            if (!read_statement(word, line + rest)) complain(line);
        }
    }
    fclose(file);
    if (xids_delivered > scene.xids) xids_delivered = scene.xids;
}

/* ---- Waiting for a change of the scene ---- */

static int watch_scene(void) {
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch >= 0) inotify_add_watch(watch, folder, IN_MOVED_TO | IN_CLOSE_WRITE);
    return watch;
}

static int64_t now_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Returns 0 once the deadline is over. */
static int await_change(int watch, int64_t deadline_millis) {
    int64_t left = deadline_millis - now_millis();
    if (left <= 0) return 0;
    struct pollfd change = {.fd = watch, .events = POLLIN};
    char events[4096];
    if (poll(&change, 1, left > 1000000 ? 1000000 : (int)left) > 0) {
        while (read(watch, events, sizeof events) > 0) {}
    }
    return 1;
}

static struct rule *rule_for(const char *function, int card) {
    for (int i = 0; i < scene.rules; i++) {
        struct rule *rule = &scene.rule[i];
        if (!strcmp(rule->function, function) && (rule->card < 0 || rule->card == card)) {
            return rule;
        }
    }
    return 0;
}

/* Decides, with the lock held, what FUNCTION answers if it cannot do its work. */
static int scripted(const char *function, int card) {
    refresh();
    struct rule *rule = rule_for(function, card);
    if (rule && rule->hang_millis) {
        int64_t deadline = now_millis() + rule->hang_millis;
        int watch = watch_scene();
        int waiting = 1;
        while (waiting && rule && rule->hang_millis) {
            pthread_mutex_unlock(&lock);
            waiting = await_change(watch, deadline);
            pthread_mutex_lock(&lock);
            refresh();
            rule = rule_for(function, card);
        }
        close(watch);
    }
    return scene.broken ? UNKNOWN : rule ? rule->code : SUCCESS;
}

/* ---- The library as a whole ---- */

EXPORT int nvmlInit_v2(void) {
    pthread_mutex_lock(&lock);
    int code = scripted(__func__, -1);
    if (code == SUCCESS) code = scene.init;
    if (code == SUCCESS) initialized++;
    pthread_mutex_unlock(&lock);
    return code;
}

EXPORT int nvmlShutdown(void) {
    pthread_mutex_lock(&lock);
    int code = initialized ? scripted(__func__, -1) : UNINITIALIZED;
    if (code == SUCCESS) initialized--;
    pthread_mutex_unlock(&lock);
    return code;
}

static int put_text(const char *text, char *target, unsigned bytes) {
    if (!target) return INVALID_ARGUMENT;
    size_t length = strlen(text);
    if (bytes <= length) return INSUFFICIENT_SIZE;
    memcpy(target, text, length + 1);
    return SUCCESS;
}

EXPORT int nvmlSystemGetDriverVersion(char *version, unsigned length) {
    pthread_mutex_lock(&lock);
    int code = initialized ? scripted(__func__, -1) : UNINITIALIZED;
    if (code == SUCCESS) code = put_text(scene.driver, version, length);
    pthread_mutex_unlock(&lock);
    return code;
}

/* The real one answers before nvmlInit_v2, too. */
EXPORT int nvmlSystemGetCudaDriverVersion_v2(int *version) {
    pthread_mutex_lock(&lock);
    int code = version ? scripted(__func__, -1) : INVALID_ARGUMENT;
    if (code == SUCCESS) *version = scene.cuda;
    pthread_mutex_unlock(&lock);
    return code;
}

EXPORT int nvmlDeviceGetCount_v2(unsigned *count) {
    pthread_mutex_lock(&lock);
    int code = !initialized ? UNINITIALIZED : count ? scripted(__func__, -1) : INVALID_ARGUMENT;
    if (code == SUCCESS) *count = (unsigned)scene.cards;
    pthread_mutex_unlock(&lock);
    return code;
}

EXPORT int nvmlDeviceGetHandleByIndex_v2(unsigned index, nvmlDevice_t *device) {
    pthread_mutex_lock(&lock);
    int code = initialized ? scripted(__func__, (int)index) : UNINITIALIZED;
    if (code == SUCCESS && (!device || index >= (unsigned)scene.cards)) code = INVALID_ARGUMENT;
    if (code == SUCCESS) code = scene.card[index].handle;
    if (code == SUCCESS && scene.card[index].lost) code = GPU_IS_LOST;
    if (code == SUCCESS) {
        slots[index].issued = 1;
        *device = &slots[index];
    }
    pthread_mutex_unlock(&lock);
    return code;
}

/* ---- One card ---- */

/* Answers which card a handle stands for, or a negative number. */
static int card_of(nvmlDevice_t device) {
    for (int i = 0; i < CARDS_MAX; i++) {
        if (device == &slots[i] && slots[i].issued) return i;
    }
    return -1;
}

static int ask_locked(const char *function, nvmlDevice_t device, enum field field, int *index) {
    if (!initialized) return UNINITIALIZED;
    *index = card_of(device);
    if (*index < 0) return INVALID_ARGUMENT;
    int code = scripted(function, *index);
    if (code != SUCCESS) return code;
    if (*index >= scene.cards || scene.card[*index].lost) return GPU_IS_LOST;
    if (field != NO_FIELD && !(scene.card[*index].known & 1u << field)) return NOT_SUPPORTED;
    return SUCCESS;
}

/* Copies what the scene says of a card, or answers why FUNCTION has nothing to say. */
static int ask(const char *function, nvmlDevice_t device, enum field field, const void *target,
        struct card *card) {
    int index;
    pthread_mutex_lock(&lock);
    int code = ask_locked(function, device, field, &index);
    if (code == SUCCESS && !target) code = INVALID_ARGUMENT;
    if (code == SUCCESS) *card = scene.card[index];
    pthread_mutex_unlock(&lock);
    return code;
}

/* Defines a function that puts one value of a card. */
#define GETTER(function, type, field, value)                             \
    EXPORT int function(nvmlDevice_t device, type *target) {             \
        struct card card;                                                \
        int code = ask(__func__, device, field, target, &card);          \
        if (code == SUCCESS) *target = value;                            \
        return code;                                                     \
    }

GETTER(nvmlDeviceGetPowerUsage, unsigned, POWER, card.power[0])
GETTER(nvmlDeviceGetEnforcedPowerLimit, unsigned, POWER, card.power[1])
GETTER(nvmlDeviceGetPowerManagementDefaultLimit, unsigned, POWER, card.power[2])
GETTER(nvmlDeviceGetFanSpeed, unsigned, FAN, card.fan)
GETTER(nvmlDeviceGetPerformanceState, unsigned, PSTATE, card.pstate)
GETTER(nvmlDeviceGetCurrPcieLinkGeneration, unsigned, PCIE, card.pcie[0])
GETTER(nvmlDeviceGetCurrPcieLinkWidth, unsigned, PCIE, card.pcie[1])
GETTER(nvmlDeviceGetMaxPcieLinkGeneration, unsigned, PCIE, card.pcie[2])
GETTER(nvmlDeviceGetMaxPcieLinkWidth, unsigned, PCIE, card.pcie[3])
GETTER(nvmlDeviceGetCurrentClocksThrottleReasons, unsigned long long, THROTTLE, card.throttle)
#if NVML_STUB_DRIVER >= 470
GETTER(nvmlDeviceGetTotalEnergyConsumption, unsigned long long, ENERGY, card.energy)
#endif
#if NVML_STUB_DRIVER >= 580
GETTER(nvmlDeviceGetCurrentClocksEventReasons, unsigned long long, THROTTLE, card.throttle)
GETTER(nvmlDeviceGetMemoryBusWidth, unsigned, BUSWIDTH, card.buswidth)
#endif

EXPORT int nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned length) {
    struct card card;
    int code = ask(__func__, device, NAME, name, &card);
    return code == SUCCESS ? put_text(card.name, name, length) : code;
}

EXPORT int nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned length) {
    struct card card;
    int code = ask(__func__, device, UUID, uuid, &card);
    return code == SUCCESS ? put_text(card.uuid, uuid, length) : code;
}

typedef struct {
    char busIdLegacy[16];
    unsigned domain, bus, device, pciDeviceId, pciSubSystemId;
    char busId[32];
} nvmlPciInfo_t;

EXPORT int nvmlDeviceGetPciInfo_v3(nvmlDevice_t device, nvmlPciInfo_t *pci) {
    struct card card;
    int code = ask(__func__, device, BUS, pci, &card);
    if (code != SUCCESS) return code;
    memset(pci, 0, sizeof *pci);
    pci->domain = card.domain;
    pci->bus = card.bus;
    pci->device = card.device;
    pci->pciDeviceId = 0x220410deu;
    unsigned domain = card.domain & 0xffff, bus = card.bus & 0xff, slot = card.device & 0xff;
    snprintf(pci->busIdLegacy, 16, "%04X:%02X:%02X.0", domain, bus, slot);
    snprintf(pci->busId, 32, "%08X:%02X:%02X.0", card.domain, bus, slot);
    return SUCCESS;
}

typedef struct { unsigned long long total, free, used; } nvmlMemory_t;

EXPORT int nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
    struct card card;
    int code = ask(__func__, device, MEMORY, memory, &card);
    if (code != SUCCESS) return code;
    memory->total = card.memory[0];
    memory->used = card.memory[1] + card.memory[2];
    memory->free = memory->total - memory->used;
    return SUCCESS;
}

#if NVML_STUB_DRIVER >= 580
typedef struct {
    unsigned version;
    unsigned long long total, reserved, free, used;
} nvmlMemory_v2_t;

EXPORT int nvmlDeviceGetMemoryInfo_v2(nvmlDevice_t device, nvmlMemory_v2_t *memory) {
    struct card card;
    int code = ask(__func__, device, MEMORY, memory, &card);
    if (code != SUCCESS) return code;
    if (memory->version != (sizeof *memory | 2u << 24)) return ARGUMENT_VERSION_MISMATCH;
    memory->total = card.memory[0];
    memory->used = card.memory[1];
    memory->reserved = card.memory[2];
    memory->free = memory->total - memory->used - memory->reserved;
    return SUCCESS;
}

typedef struct { unsigned version; int sensorType; int temperature; } nvmlTemperature_v1_t;

EXPORT int nvmlDeviceGetTemperatureV(nvmlDevice_t device, nvmlTemperature_v1_t *temperature) {
    struct card card;
    int code = ask(__func__, device, TEMPERATURE, temperature, &card);
    if (code != SUCCESS) return code;
    if (temperature->version != (sizeof *temperature | 1u << 24)) return ARGUMENT_VERSION_MISMATCH;
    if (temperature->sensorType != 0) return INVALID_ARGUMENT;
    temperature->temperature = card.temperature;
    return SUCCESS;
}
#endif

EXPORT int nvmlDeviceGetTemperature(nvmlDevice_t device, int sensor, unsigned *celsius) {
    struct card card;
    int code = ask(__func__, device, TEMPERATURE, celsius, &card);
    if (code == SUCCESS && sensor != 0) code = INVALID_ARGUMENT;
    if (code == SUCCESS) *celsius = (unsigned)card.temperature;
    return code;
}

EXPORT int nvmlDeviceGetTemperatureThreshold(nvmlDevice_t device, int kind, unsigned *celsius) {
    struct card card;
    int code = ask(__func__, device, THRESHOLDS, celsius, &card);
    if (code == SUCCESS && (kind < 0 || kind > 3)) code = INVALID_ARGUMENT;
    if (code == SUCCESS && card.thresholds[kind] == 0) code = NOT_SUPPORTED;
    if (code == SUCCESS) *celsius = card.thresholds[kind];
    return code;
}

typedef struct { unsigned gpu, memory; } nvmlUtilization_t;

EXPORT int nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t *utilization) {
    struct card card;
    int code = ask(__func__, device, UTILIZATION, utilization, &card);
    if (code != SUCCESS) return code;
    utilization->gpu = card.utilization[0];
    utilization->memory = card.utilization[1];
    return SUCCESS;
}

EXPORT int nvmlDeviceGetCudaComputeCapability(nvmlDevice_t device, int *major, int *minor) {
    struct card card;
    int code = ask(__func__, device, CAPABILITY, major && minor ? major : 0, &card);
    if (code != SUCCESS) return code;
    *major = card.capability[0];
    *minor = card.capability[1];
    return SUCCESS;
}

EXPORT int nvmlDeviceGetPowerManagementLimitConstraints(
        nvmlDevice_t device, unsigned *least, unsigned *greatest) {
    struct card card;
    int code = ask(__func__, device, POWER, least && greatest ? least : 0, &card);
    if (code != SUCCESS) return code;
    *least = 100000;
    *greatest = card.power[3];
    return SUCCESS;
}

/* Kinds of clock: 0 graphics, 1 multiprocessors, 2 memory, 3 video. */
EXPORT int nvmlDeviceGetClockInfo(nvmlDevice_t device, int kind, unsigned *megahertz) {
    struct card card;
    int code = ask(__func__, device, CLOCKS, megahertz, &card);
    if (code == SUCCESS && (kind < 0 || kind > 3)) code = INVALID_ARGUMENT;
    if (code == SUCCESS) *megahertz = kind == 2 ? card.clocks[1] : card.clocks[0];
    return code;
}

EXPORT int nvmlDeviceGetMaxClockInfo(nvmlDevice_t device, int kind, unsigned *megahertz) {
    struct card card;
    int code = ask(__func__, device, CLOCKS, megahertz, &card);
    if (code == SUCCESS && kind != 2) code = NOT_SUPPORTED;
    if (code == SUCCESS) *megahertz = card.clocks[2];
    return code;
}

/* ---- Processes ---- */

typedef struct { unsigned pid; unsigned long long usedGpuMemory; } nvmlProcessInfo_v1_t;
typedef struct {
    unsigned pid;
    unsigned long long usedGpuMemory;
    unsigned gpuInstanceId, computeInstanceId;
} nvmlProcessInfo_v2_t;
typedef struct {
    nvmlProcessInfo_v2_t common;
    unsigned long long usedGpuCcProtectedMemory;
} nvmlProcessInfo_v3_t;

struct listing { unsigned count; nvmlProcessInfo_v3_t process[PROCESSES_MAX]; };

static void list_process(struct listing *listing, long pid, uint64_t bytes) {
    if (listing->count < PROCESSES_MAX) {
        listing->process[listing->count++] =
                (nvmlProcessInfo_v3_t){{(unsigned)pid, bytes, 0xffffffffu, 0xffffffffu}, 0};
    }
}

/* Lists every living descendant of the process that loaded this library. */
static void list_children(struct listing *listing, uint64_t bytes) {
    static struct { long pid, parent; int below; } tree[TREE_MAX]; /* guarded by lock */
    int size = 0;
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    while (proc && size < TREE_MAX && (entry = readdir(proc))) {
        char path[300], stat_line[512] = "", state = 'Z';
        long pid = atol(entry->d_name), parent = 0;
        if (pid <= 0) continue;
        snprintf(path, sizeof path, "/proc/%ld/stat", pid);
        FILE *file = fopen(path, "r");
        if (!file) continue;
        /* The name, in parentheses, may hold anything; what follows the last one is ours. */
        char *rest = fgets(stat_line, sizeof stat_line, file) ? strrchr(stat_line, ')') : 0;
        fclose(file);
        if (rest && sscanf(rest, ") %c %ld", &state, &parent) == 2 && state != 'Z') {
            tree[size].pid = pid;
            tree[size].parent = parent;
            tree[size++].below = parent == loader;
        }
    }
    if (proc) closedir(proc);
    for (int found = 1; found;) {
        found = 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size && !tree[i].below; j++) {
                if (tree[j].below && tree[j].pid == tree[i].parent) found = tree[i].below = 1;
            }
        }
    }
    for (int i = 0; i < size; i++) {
        if (tree[i].below) list_process(listing, tree[i].pid, bytes);
    }
}

/* Puts the list in the form of either struct, as nvml.h says of infoCount. */
static int put_processes(const char *function, nvmlDevice_t device, enum field list,
        unsigned *count, void *target, size_t item_bytes) {
    static struct listing listing; /* guarded by lock */
    int index;
    pthread_mutex_lock(&lock);
    int code = count ? ask_locked(function, device, list, &index) : INVALID_ARGUMENT;
    if (code == SUCCESS) {
        listing.count = 0;
        for (int i = 0; i < scene.processes; i++) {
            struct process *process = &scene.process[i];
            if (process->card != index || process->list != list) continue;
            if (process->pid == PID_CHILD) {
                list_children(&listing, process->bytes);
            } else {
                list_process(&listing, process->pid == PID_SELF ? loader : process->pid,
                        process->bytes);
            }
        }
        unsigned room = *count;
        *count = listing.count;
        if (listing.count > room) {
            code = INSUFFICIENT_SIZE;
        } else if (listing.count && !target) {
            code = INVALID_ARGUMENT;
        } else {
            for (unsigned i = 0; i < listing.count; i++) {
                memcpy((char *)target + i * item_bytes, &listing.process[i], item_bytes);
            }
        }
    }
    pthread_mutex_unlock(&lock);
    return code;
}

#define PROCESS_LIST(function, list, type)                                               \
    EXPORT int function(nvmlDevice_t device, unsigned *count, type *processes) {         \
        return put_processes(__func__, device, list, count, processes, sizeof(type));    \
    }

PROCESS_LIST(nvmlDeviceGetComputeRunningProcesses, COMPUTE, nvmlProcessInfo_v1_t)
PROCESS_LIST(nvmlDeviceGetGraphicsRunningProcesses, GRAPHICS, nvmlProcessInfo_v1_t)
#if NVML_STUB_DRIVER >= 470
PROCESS_LIST(nvmlDeviceGetComputeRunningProcesses_v2, COMPUTE, nvmlProcessInfo_v2_t)
PROCESS_LIST(nvmlDeviceGetGraphicsRunningProcesses_v2, GRAPHICS, nvmlProcessInfo_v2_t)
#endif
#if NVML_STUB_DRIVER == 535
PROCESS_LIST(nvmlDeviceGetComputeRunningProcesses_v3, COMPUTE, nvmlProcessInfo_v3_t)
PROCESS_LIST(nvmlDeviceGetGraphicsRunningProcesses_v3, GRAPHICS, nvmlProcessInfo_v3_t)
#elif NVML_STUB_DRIVER >= 580
PROCESS_LIST(nvmlDeviceGetComputeRunningProcesses_v3, COMPUTE, nvmlProcessInfo_v2_t)
PROCESS_LIST(nvmlDeviceGetGraphicsRunningProcesses_v3, GRAPHICS, nvmlProcessInfo_v2_t)
#endif

/* ---- Faults ---- */

#if NVML_STUB_DRIVER >= 470
static const unsigned long long XID_CRITICAL_ERROR = 8;

typedef struct {
    nvmlDevice_t device;
    unsigned long long eventType, eventData;
    unsigned gpuInstanceId, computeInstanceId;
} nvmlEventData_t;

EXPORT int nvmlEventSetCreate(nvmlEventSet_t *set) {
    pthread_mutex_lock(&lock);
    int code = !initialized ? UNINITIALIZED : set ? scripted(__func__, -1) : INVALID_ARGUMENT;
    pthread_mutex_unlock(&lock);
    if (code == SUCCESS) {
        *set = calloc(1, sizeof **set);
        (*set)->watch = watch_scene();
    }
    return code;
}

EXPORT int nvmlDeviceRegisterEvents(
        nvmlDevice_t device, unsigned long long types, nvmlEventSet_t set) {
    int index;
    pthread_mutex_lock(&lock);
    int code = set ? ask_locked(__func__, device, NO_FIELD, &index) : INVALID_ARGUMENT;
    if (code == SUCCESS && (types & XID_CRITICAL_ERROR)) set->registered |= 1u << index;
    pthread_mutex_unlock(&lock);
    return code;
}

/* Takes, with the lock held, the next fault of a registered card. */
static int take_fault(nvmlEventSet_t set, nvmlEventData_t *data) {
    while (xids_delivered < scene.xids) {
        int fault = xids_delivered++;
        int card = scene.xid[fault].card;
        if (card >= 0 && card < CARDS_MAX && (set->registered & 1u << card)) {
            *data = (nvmlEventData_t){&slots[card], XID_CRITICAL_ERROR, scene.xid[fault].number,
                    0xffffffffu, 0xffffffffu};
            return 1;
        }
    }
    return 0;
}

EXPORT int nvmlEventSetWait_v2(nvmlEventSet_t set, nvmlEventData_t *data, unsigned timeout_millis) {
    int64_t deadline = now_millis() + timeout_millis;
    int code;
    if (!set || !data) return INVALID_ARGUMENT;
    do {
        pthread_mutex_lock(&lock);
        code = initialized ? scripted(__func__, -1) : UNINITIALIZED;
        int found = code == SUCCESS && take_fault(set, data);
        pthread_mutex_unlock(&lock);
        if (found || code != SUCCESS) return code;
    } while (await_change(set->watch, deadline));
    return TIMEOUT;
}

EXPORT int nvmlEventSetFree(nvmlEventSet_t set) {
    if (!set) return INVALID_ARGUMENT;
    close(set->watch);
    free(set);
    return SUCCESS;
}
#endif
