package org.nextgeneration.health.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nextgeneration.health.doctor.Check.State.FAILED;
import static org.nextgeneration.health.doctor.Check.State.NOT_APPLICABLE;
import static org.nextgeneration.health.doctor.Check.State.OK;
import static org.nextgeneration.health.doctor.Check.State.WARNING;
import static org.nextgeneration.health.doctor.Judged.assertState;
import static org.nextgeneration.health.doctor.Judged.only;
import static org.nextgeneration.health.doctor.Judged.words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.agents.Assistants;
import org.nextgeneration.select.TaskAnalyzer;
import org.nextgeneration.store.Catalogue;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.Inventory;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Problem;
import org.nextgeneration.store.Role;
import org.nextgeneration.store.StoreRoot;

class StoreAndAssistantChecksTest {
    @TempDir Path folder;

    private static InstalledModel model(String name, InstalledModel.Origin origin) {
        return new InstalledModel(
                ModelName.parse(name),
                Path.of("/models", name.replace(':', '-') + ".gguf"),
                1,
                Instant.EPOCH,
                origin,
                InstalledModel.Kind.TEXT);
    }

    private static Inventory inventory(boolean demo, String... names) {
        List<InstalledModel> models = new ArrayList<>();
        for (String name : names) {
            models.add(model(name, InstalledModel.Origin.OLLAMA));
        }
        if (demo) {
            models.add(model("nextgen-demo:latest", InstalledModel.Origin.DEMO));
        }
        return new Inventory(models, List.of(), Catalogue.builtIn());
    }

    private List<Check> judge(Inventory inventory, Map<Role, ModelName> preferred) {
        return ModelChecks.of(
                List.of(new StoreRoot(Path.of("/models"))),
                FolderFacts.gather(folder),
                inventory,
                preferred);
    }

    private static FolderFacts facts(
            boolean exists, boolean readable, boolean writable, long freeBytes) {
        return new FolderFacts(
                Path.of("/a b"), exists, exists, readable, writable, OptionalLong.of(freeBytes));
    }

    @Test
    void folder_inEachState_isJudged() {
        long enough = ModelChecks.FREE_BYTES_MIN;
        assertState(OK, ModelChecks.folder(facts(true, true, true, enough)), "doctor.folder.free");
        assertState(
                WARNING,
                ModelChecks.folder(facts(true, true, true, enough - 1)),
                "doctor.folder.free");
        assertState(
                WARNING,
                ModelChecks.folder(facts(true, true, false, enough)),
                "doctor.folder.unwritable");
        assertState(
                FAILED,
                ModelChecks.folder(facts(true, false, false, enough)),
                "doctor.folder.unreadable");
        Check absent = ModelChecks.folder(facts(false, false, true, enough));
        assertState(WARNING, absent, "doctor.folder.absent");
        assertEquals("mkdir -p '/a b'", absent.fix().orElseThrow().arguments().getFirst());
    }

    @Test
    void realFolders_areSeenAsTheyAre() throws IOException {
        FolderFacts there = FolderFacts.gather(folder);
        assertTrue(there.exists() && there.isFolder() && there.readable() && there.writable());
        assertTrue(there.freeBytes().isPresent());
        FolderFacts absent = FolderFacts.gather(folder.resolve("x/y/z"));
        assertTrue(!absent.exists() && absent.writable(), absent::toString);
        Path file = Files.createFile(folder.resolve("file"));
        FolderFacts below = FolderFacts.gather(file.resolve("z"));
        assertTrue(!below.exists() && !below.writable(), below::toString);
        assertState(FAILED, ModelChecks.folder(FolderFacts.gather(file)), "doctor.folder.file");
    }

    @Test
    void roles_withTheDemoModelAlone_getTheCommandsToInstall() {
        Check roles = only(judge(inventory(true), Map.of()), "models.roles");
        assertEquals(WARNING, roles.state());
        assertTrue(words(roles.found()).contains("stand-in[nextgen-demo"), roles::toString);
        assertTrue(words(roles.fix().orElseThrow()).contains("ollama pull qwen2.5-coder:32b"));
    }

    @Test
    void roles_withoutAnyModel_fail() {
        List<Check> checks = judge(inventory(false), Map.of());
        assertEquals(FAILED, only(checks, "models.roles").state());
        assertState(WARNING, only(checks, "models.demo"), "doctor.models.demo.absent");
    }

    @Test
    void roles_withTheWholeCatalogue_areWell() {
        Inventory all =
                inventory(
                        true,
                        "nous-hermes-2-mistral-7b-dpo:latest",
                        "mixtral:8x7b-instruct-v0.1-q3_k_m",
                        "qwen-coder-32b:latest",
                        "llama3:8b-instruct-q6_k",
                        "qwen2.5-coder:1.5b");
        List<Check> checks = judge(all, Map.of());
        assertEquals(OK, only(checks, "models.roles").state(), checks::toString);
        assertEquals(OK, only(checks, "models.demo").state());
        assertEquals(NOT_APPLICABLE, only(checks, "models.preferred").state());
        assertTrue(
                words(only(checks, "models.layout").found()).contains("[5|/models]")
                        || words(only(checks, "models.layout").found()).contains("[6|/models]"),
                checks::toString);
    }

    @Test
    void preferredModel_thatIsNotInstalled_isNamed() {
        Check preferred =
                only(
                        judge(
                                inventory(true),
                                Map.of(Role.CODE, ModelName.parse("qwen-coder-32b"))),
                        "models.preferred");
        assertEquals(WARNING, preferred.state());
        assertTrue(words(preferred.found()).contains("qwen-coder-32b (code)"));
        assertTrue(words(preferred.fix().orElseThrow()).contains("ollama pull qwen2.5-coder:32b"));
    }

    @Test
    void damagedEntries_areNamedAndCounted() {
        List<Problem> problems = new ArrayList<>();
        for (int at = 0; at < 9; at++) {
            problems.add(new Problem(Path.of("/m/" + at), Problem.Kind.WRONG_SIZE, ""));
        }
        Check layout =
                only(
                        judge(new Inventory(List.of(), problems, Catalogue.builtIn()), Map.of()),
                        "models.layout");
        assertEquals(WARNING, layout.state());
        assertEquals(9, layout.found().arguments().getFirst());
        assertTrue(!words(layout.found()).contains("/m/3"), layout::toString);
    }

    @Test
    void selector_ofOurOwn_isWell() {
        TaskAnalyzer analyzer = TaskAnalyzer.builtIn();
        assertEquals(OK, AssistantChecks.selector(text -> analyzer.analyze(text).role()).state());
    }

    @Test
    void selector_thatIsLedAstray_fails() {
        Check check = AssistantChecks.selector(_ -> Role.TRANSLATION);
        assertState(FAILED, check, "doctor.assistants.selector.wrong");
        assertTrue(words(check.expected().orElseThrow()).contains("code"));
        assertTrue(words(check.fix().orElseThrow()).contains("nextgen route"));
    }

    @Test
    void assistants_haveAModelAStandInOrNone() {
        assertState(
                OK,
                AssistantChecks.roles(Assistants.builtIn(), inventory(true), Map.of()),
                "doctor.assistants.roles.stand-ins");
        assertState(
                FAILED,
                AssistantChecks.roles(Assistants.builtIn(), inventory(false), Map.of()),
                "doctor.assistants.roles.without");
    }

    @Test
    void records_whereNothingCanBeWritten_fail() {
        assertEquals(OK, AssistantChecks.records(facts(true, true, true, 1), true).state());
        assertEquals(OK, AssistantChecks.records(facts(false, false, true, 1), true).state());
        assertEquals(FAILED, AssistantChecks.records(facts(true, true, false, 1), true).state());
        assertEquals(FAILED, AssistantChecks.records(facts(true, true, true, 1), false).state());
    }
}
