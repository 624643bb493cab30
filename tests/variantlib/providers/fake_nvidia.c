/* NVML (with -DNVML) and libcuda, which do as variables say: FAKE_NVML and FAKE_CUDA are
 * a list of "function=code", or "=hang", "=abort", "=crash"; FAKE_GPUS are capabilities,
 * or "-code" for a GPU that cannot be read; FAKE_VERSION is the CUDA number, and
 * FAKE_NVML_VERSION that of one of them. NVML starts in FAKE_SECONDS. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int behave(const char *list, const char *function) {
    const char *found, *value = getenv(list);
    size_t length = strlen(function);
    if (getenv("FAKE_CHATTER")) { printf("nvml_cuda 15000\n"); fflush(stdout); }
    for (found = value; found && (found = strstr(found, function)); found += length) {
        if (found[length] != '=' || (found != value && found[-1] != ' ')) continue;
        found += length + 1;
        if (!strncmp(found, "hang", 4)) for (;;) sleep(60);
        if (!strncmp(found, "abort", 5)) abort();
        if (!strncmp(found, "crash", 5)) raise(SIGSEGV);
        return atoi(found);
    }
    return 0;
}

static const char *gpu(int index) {
    const char *at = getenv("FAKE_GPUS");
    if (!at || !*at) return NULL;
    while (index-- > 0) {
        at = strchr(at, ' ');
        if (!at) return NULL;
        at++;
    }
    return at;
}

static int count(void) { int number = 0; while (gpu(number)) number++; return number; }

static int version(const char *name) {
    const char *number = getenv(name) ? getenv(name) : getenv("FAKE_VERSION");
    return number ? atoi(number) : 0;
}

#ifdef NVML
int nvmlInit_v2(void) {
    const char *seconds = getenv("FAKE_SECONDS");
    if (seconds) usleep((useconds_t)(1e6 * atof(seconds)));
    return behave("FAKE_NVML", "init");
}
int nvmlShutdown(void) { return 0; }
int nvmlSystemGetDriverVersion(char *text, unsigned size) {
    snprintf(text, size, "570.86.15");
    return 0;
}
#ifndef OLD
int nvmlSystemGetCudaDriverVersion_v2(int *number) {
    int code = behave("FAKE_NVML", "version");
    if (!code) *number = version("FAKE_NVML_VERSION");
    return code;
}
#endif
/* The number that nobody may believe. */
int nvmlSystemGetCudaDriverVersion(int *number) { *number = 13000; return 0; }
int nvmlDeviceGetCount_v2(unsigned *number) {
    *number = count();
    return behave("FAKE_NVML", "count");
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **handle) {
    const char *text = gpu(index);
    *handle = (void *)(long)(index + 1);
    return *text == '-' ? atoi(text + 1) : behave("FAKE_NVML", "handle");
}
int nvmlDeviceGetCudaComputeCapability(void *handle, int *major, int *minor) {
    sscanf(gpu((long)handle - 1), "%d.%d", major, minor);
    return behave("FAKE_NVML", "capability");
}
int nvmlDeviceGetUUID(void *handle, char *text, unsigned size) {
    long number = (long)handle - 1;
    if (number >= 1000) snprintf(text, size, "MIG-%08ld-aaaa", number);
    else snprintf(text, size, "GPU-%08ld-0000-0000-0000-000000000000", number);
    return 0;
}
int nvmlDeviceGetName(void *handle, char *text, unsigned size) {
    snprintf(text, size, "NVIDIA A%ld (\xc3\xa9)", (long)handle - 1);
    return 0;
}
int nvmlDeviceGetMigMode(void *handle, unsigned *now, unsigned *next) {
    *now = *next = getenv("FAKE_MIG") != NULL;
    return getenv("FAKE_MIG") ? 0 : 3;
}
int nvmlDeviceGetMaxMigDeviceCount(void *handle, unsigned *number) {
    *number = 7;
    return 0;
}
int nvmlDeviceGetMigDeviceHandleByIndex(void *handle, unsigned index, void **part) {
    *part = (void *)(1001 + (long)index + 10 * ((long)handle - 1));
    return index < 2 ? 0 : 6;
}
#else
int cuInit(unsigned flags) {
    const char *shown = getenv("CUDA_VISIBLE_DEVICES");
    return shown ? 100 : behave("FAKE_CUDA", "init");
}
int cuDriverGetVersion(int *number) {
    *number = version("FAKE_CUDA_VERSION");
    return behave("FAKE_CUDA", "version");
}
int cuDeviceGetCount(int *number) {
    *number = count();
    return behave("FAKE_CUDA", "count");
}
/* The last on the bus is the fastest. */
int cuDeviceGet(int *device, int index) { *device = count() - 1 - index; return 0; }
int cuDeviceGetAttribute(int *value, int kind, int device) {
    int major, minor;
    if (sscanf(gpu(device), "%d.%d", &major, &minor) != 2) return 1;
    *value = kind == 75 ? major : minor;
    return kind == 75 || kind == 76 ? 0 : 1;
}
int cuDeviceGetUuid(char *bytes, int device) {
    memset(bytes, 0, 16);
    bytes[3] = device;
    return 0;
}
int cuDeviceGetName(char *text, int size, int device) {
    snprintf(text, size, "Orin");
    return 0;
}
int cuCtxCreate_v2(void **context, unsigned flags, int device) { abort(); }
#endif
