package org.nextgeneration.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.BusPattern;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.store.Language;

class GpuSettingsTest {
    private static final Messages ENGLISH = Messages.of(Language.ENGLISH);

    @TempDir Path folder;

    private Configuration read(String yaml) throws IOException {
        return Configuration.read(Files.writeString(folder.resolve("nextgen.yaml"), yaml), folder);
    }

    private List<String> problems(String yaml) {
        ConfigurationException wrong = assertThrows(ConfigurationException.class, () -> read(yaml));
        return wrong.problems().stream().map(problem -> problem.text(ENGLISH)).toList();
    }

    @Test
    void policy_fileSaysNothing_isTheBuiltInOne() throws IOException {
        assertEquals(GpuPolicy.BUILT_IN, read("language: en").gpuPolicy().value());
        assertInstanceOf(Source.BuiltIn.class, read("language: en").gpuPolicy().source());
        assertEquals(GpuPolicy.BUILT_IN, read("gpu:").gpuPolicy().value());
    }

    @Test
    void policy_everythingWritten_isRead() throws IOException {
        Setting<GpuPolicy> policy =
                read("""
                                gpu:
                                  allow:
                                    - name: RTX 4090
                                      uuid: GPU-1
                                      bus: 0a:00.0
                                      memory_min: 20 GiB
                                      compute_min: 8.9
                                    - bus: 10
                                  deny: []
                                  reserve: 1.5 GB
                                  cpu: deny
                                """)
                        .gpuPolicy();
        GpuRule first =
                new GpuRule(
                        Optional.of("RTX 4090"),
                        Optional.of("GPU-1"),
                        BusPattern.parse("0a:00.0"),
                        OptionalLong.of(20L << 30),
                        Optional.of(new ComputeCapability(8, 9)));
        GpuRule second =
                new GpuRule(
                        Optional.empty(),
                        Optional.empty(),
                        BusPattern.parse("10"),
                        OptionalLong.empty(),
                        Optional.empty());
        assertEquals(
                new GpuPolicy(List.of(first, second), List.of(), 1_500_000_000L, false),
                policy.value());
        assertInstanceOf(Source.Written.class, policy.source());
    }

    @Test
    void policy_oneListWritten_leavesTheOther() throws IOException {
        GpuPolicy policy = read("gpu:\n  deny:\n    - name: GT *\n").gpuPolicy().value();
        assertEquals(GpuPolicy.BUILT_IN.allow(), policy.allow());
        assertEquals(List.of(GpuRule.named("GT *")), policy.deny());
    }

    @ParameterizedTest
    @CsvSource({
        "'gpu: {alow: []}', gpu.alow, gpu.allow",
        "'gpu: {cpu: maybe}', gpu.cpu, 'allow, deny'",
        "'gpu: {reserve: 5}', gpu.reserve, 20 GiB",
        "'gpu: {reserve: -1 GiB}', gpu.reserve, 20 GiB",
        "'gpu: {allow: RTX 3090}', gpu.allow, a list",
        "'gpu: {allow: [RTX 3090]}', gpu.allow, keys with values",
        "'gpu: {allow: [{}]}', gpu.allow, name",
        "'gpu: {allow: [{nam: x}]}', gpu.allow.nam, gpu.allow.name",
        "'gpu: {allow: [{bus: zz}]}', gpu.allow.bus, '01:00.0'",
        "'gpu: {allow: [{bus: 123}]}', gpu.allow.bus, '01:00.0'",
        "'gpu: {allow: [{memory_min: lots}]}', gpu.allow.memory_min, 20 GiB",
        "'gpu: {allow: [{compute_min: sm_86}]}', gpu.allow.compute_min, 8.6",
        "'monitor: {memory_warning: 101}', monitor.memory_warning, 0 to 100",
        "'monitor: {memory_warning: 96}', memory_warning, memory_critical",
        "'monitor: {temperature_warning: 90, temperature_critical: 80}', 90, 80",
        "'monitor: {temprature_warning: 90}', temprature, monitor.temperature_warning",
    })
    void wrongValue_isNamedWithWhatIsExpected(String yaml, String found, String expected) {
        List<String> problems = problems(yaml);
        assertTrue(problems.getFirst().contains(found), problems::toString);
        assertTrue(problems.getFirst().contains(expected), problems::toString);
        assertTrue(problems.getFirst().contains("nextgen.yaml:1:"), problems::toString);
    }

    @Test
    void policy_tooManyRulesOrTooLongAName_isRefused() {
        String many = "gpu:\n  deny:\n" + "    - name: x\n".repeat(GpuPolicy.RULES_MAX + 1);
        assertTrue(problems(many).getFirst().contains("65 rules"));
        String name = "x".repeat(GpuRule.NAME_LENGTH_MAX + 1);
        assertTrue(
                problems("gpu: {deny: [{name: %s}]}".formatted(name)).getFirst().contains("201"));
    }

    @Test
    void thresholds_someWritten_areOverTheBuiltInOnes() throws IOException {
        Thresholds thresholds =
                read("monitor: {temperature_critical: 83, memory_warning: 70}")
                        .thresholds()
                        .value();
        assertEquals(
                new Thresholds(OptionalInt.empty(), OptionalInt.of(83), 70, 95, 10, 95),
                thresholds);
    }

    @ParameterizedTest
    @CsvSource({
        "20 GiB, 21474836480",
        "20GiB, 21474836480",
        "1.5 mib, 1572864",
        "2 GB, 2000000000",
        "7 B, 7",
        "0 B, 0",
        "20, ",
        "GiB, ",
        "1e3 GiB, ",
        "999999999999 TiB, ",
        "-1 GiB, ",
    })
    void byteSize_text_isReadOrRefused(String text, Long bytes) {
        assertEquals(Optional.ofNullable(bytes), ByteSize.parse(text));
    }
}
