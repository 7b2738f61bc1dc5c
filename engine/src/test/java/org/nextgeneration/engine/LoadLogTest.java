package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nextgeneration.llama.Device;
import org.nextgeneration.llama.Device.Kind;

class LoadLogTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final Device CPU =
            new Device("CPU", "a processor", "CPU", Kind.CPU, Optional.empty(), 0, 0);
    private static final Device CARD =
            new Device("CUDA1", "a card", "CUDA", Kind.GPU, Optional.of("0000:01:00.0"), 0, 0);
    private static final Device CARD_10 =
            new Device("CUDA10", "another", "CUDA", Kind.GPU, Optional.empty(), 0, 0);
    private static final List<Device> FOUND = List.of(CPU, CARD, CARD_10);

    private final LoadLog log = new LoadLog();

    private void lines(String text) {
        text.lines().forEach(log::line);
    }

    private List<OpenedDevice> devices(List<Device> found, List<String> chosen) {
        return log.devices(found, chosen, () -> 3 * MEBIBYTE);
    }

    private static OpenedDevice card(long weights, long kv, long compute) {
        return new OpenedDevice(
                "CUDA1",
                "a card",
                OpenedDevice.Kind.GPU,
                Optional.of(TestCards.BUS_1),
                weights,
                kv,
                compute);
    }

    private static OpenedDevice processor(long weights, long kv, long compute) {
        return new OpenedDevice(
                "CPU",
                "a processor",
                OpenedDevice.Kind.CPU,
                Optional.empty(),
                weights,
                kv,
                compute);
    }

    @Test
    void devices_nothingLogged_areThoseChosenWithoutFigures() {
        assertEquals(List.of(card(0, 0, 0), processor(0, 0, 0)), devices(FOUND, List.of("CUDA1")));
        assertEquals(List.of(processor(0, 0, 0)), devices(FOUND, List.of()));
    }

    /** As libllama 0.5.0 writes it. */
    @Test
    void devices_modelOnACard_figuresOfEachKind() {
        lines(
                """
                llama_prepare_model_devices: using device CUDA1 (a card) (0000:01:00.0) - 9 MiB free
                load_tensors:   CPU_Mapped model buffer size =    64.25 MiB
                load_tensors:        CUDA1 model buffer size =  4000.50 MiB
                load_tensors:        CUDA1 model buffer size =    10.00 MiB
                llama_context:  CUDA_Host  output buffer size =     0.50 MiB
                llama_kv_cache:      CUDA1 KV buffer size =  1024.00 MiB
                llama_kv_cache:      CUDA1 KV buffer size =   100.00 MiB
                llama_memory_recurrent:      CUDA1 RS buffer size =     1.00 MiB
                sched_reserve:      CUDA1 compute buffer size =   400.00 MiB
                sched_reserve:  CUDA_Host compute buffer size =     8.00 MiB
                sched_reserve:      CUDA1 compute buffer size =   300.00 MiB
                """);
        assertEquals(
                List.of(
                        card((long) (4010.5 * MEBIBYTE), 1125 * MEBIBYTE, 300 * MEBIBYTE),
                        processor((long) (64.25 * MEBIBYTE), 0, (long) (8.5 * MEBIBYTE))),
                devices(FOUND, List.of("CUDA1")));
    }

    /** As libllama 0.5.0 writes it for a hybrid model whose weights the processor reorders. */
    @Test
    void devices_repackedModelWithStates_countsEachWeightOnce() {
        lines(
                """
                load_tensors:   CPU_Mapped model buffer size =    66.00 MiB
                load_tensors:   CPU_REPACK model buffer size =    60.00 MiB
                llama_context:        CPU  output buffer size =     2.00 MiB
                llama_kv_cache:        CPU KV buffer size =     8.00 MiB
                llama_memory_recurrent:        CPU RS buffer size =     4.00 MiB
                sched_reserve:        CPU compute buffer size =    20.00 MiB
                """);
        assertEquals(
                List.of(processor(63 * MEBIBYTE, 12 * MEBIBYTE, 22 * MEBIBYTE)),
                devices(FOUND, List.of()));
    }

    @Test
    void devices_logNamesAnother_isReportedToo() {
        lines(
                "llama_prepare_model_devices: using device CUDA10 (another) (unknown id)"
                        + " - 1 MiB free");
        assertEquals(
                List.of("CUDA1", "CUDA10", "CPU"),
                devices(FOUND, List.of("CUDA1")).stream().map(OpenedDevice::name).toList());
    }

    @Test
    void devices_logTellsABufferOnAnother_isReportedToo() {
        lines("llama_kv_cache:     CUDA10 KV buffer size =     1.00 MiB");
        assertEquals(
                List.of("CUDA10", "CPU"),
                devices(FOUND, List.of()).stream().map(OpenedDevice::name).toList());
    }

    @Test
    void devices_nameBeginsLikeAnother_isNotMixedUp() {
        lines("load_tensors:       CUDA10 model buffer size =     1.00 MiB");
        List<OpenedDevice> devices = devices(FOUND, List.of("CUDA1", "CUDA10"));
        assertEquals(
                List.of(0L, MEBIBYTE, 0L),
                devices.stream().map(OpenedDevice::weightBytes).toList());
    }

    @Test
    void line_oddText_isPassedOver() {
        lines(
                """
                load_tensors: CPU model buffer size = lots MiB
                load_tensors: CPU model buffer size = 99999999999999.00 MiB
                 buffer size =\s
                : using device\s
                """);
        for (int i = 0; i < 10_000; i++) {
            log.line("load_tensors: buffer" + i + " model buffer size = 1.00 MiB");
        }
        assertEquals(256 * MEBIBYTE, devices(FOUND, List.of()).getFirst().weightBytes());
    }
}
