package org.nextgeneration.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nextgeneration.store.Language;

class MonitorViewTest {
    private static final MonitorHistory HISTORY = history();

    /** A minute of rising load, then the sample that is shown. */
    private static MonitorHistory history() {
        MonitorHistory history = MonitorHistory.EMPTY;
        for (int i = 0; i < 60; i++) {
            history =
                    history.plus(
                            Samples.of(
                                    List.of(Samples.MODEL),
                                    Samples.at5060Ti(),
                                    Samples.at3090(i * 2 % 100)));
        }
        return history.plus(Samples.atWork());
    }

    private static MonitorView english() {
        return Samples.view(Language.ENGLISH, Glyphs.UNICODE, Palette.NONE);
    }

    private static String screen(Frame frame) {
        return String.join("\n", frame.lines()).stripTrailing() + "\n";
    }

    @Test
    void screen_wide_showsEverything() {
        assertEquals(
                """
                 NextGeneration  load 1.5 of 16 · RAM 16.0 / 64.0 GiB                  12:00:00
                ╭─ 0 RTX 5060 Ti ─ 0000:00:00.0 ─ ✗ excluded ───────────────────────────── ok ─╮
                │ memory ░······················   1.0 / 16.0 GiB   6 %                ▁▁▁▁▁▁▁ │
                │ load                                              n/a                        │
                │ temp.  ██████████▌············                  41 °C                ▄▄▄▄▄▄▄ │
                │ power                                             n/a                        │
                │ █ models 0.0  ▓ KV 0.0  ▒ buffers 0.0  ░ others 1.0  · free 15.0 GiB         │
                │ fan n/a · clock n/a · memory clock n/a · PCIe n/a · state n/a                │
                │ excluded by policy: {name: RTX 5060 Ti}                                      │
                ╰──────────────────────────────────────────────────────────────────────────────╯
                ╭─ 1 RTX 3090 ─ 0000:01:00.0 ─ ● allowed ───────────────────────────────── ok ─╮
                │ memory ████████████▓▓▒░░······  18.0 / 24.0 GiB  75 %                ▆▆▆▆▆▆▆ │
                │ load   ████████████████████▊··                   90 %                ▂▃▅▆▇█▇ │
                │ temp.  ████████████████▎······                  67 °C                ▆▆▆▆▆▆▆ │
                │ power  ██████████████████▊····            285 / 350 W                ▇▇▇▇▇▇▇ │
                │ █ models 12.0  ▓ KV 3.0  ▒ buffers 1.0  ░ others 2.0  · free 6.0 GiB         │
                │ fan 62 % · clock 1905 MHz · memory 9751 MHz · PCIe 4 x16 · P2 · 0.5 kWh      │
                │ allowed by policy: {name: RTX 3090, bus: 1, memory_min: 20 GiB}              │
                ╰──────────────────────────────────────────────────────────────────────────────╯
                 ▲ 1 RTX 3090: slowed down: power limit reached
                ── MODELS 1 ────────────────────────────────────────────────────────────────────
                     PID  DEVICE         TOK/S      RUN     WAIT    MEMORY▾  MODEL
                    4000  CUDA0           38.3        2        1   16.0 GiB  qwen-coder-32b
                ── PROCESSES ON THE CARDS 3 ────────────────────────────────────────────────────
                     PID  CARD              TYPE    MEMORY▾  PROCESS
                    4000  ● 1 RTX 3090      C      16.0 GiB  java: qwen-coder-32b
                     812  ● 1 RTX 3090      C       2.0 GiB  python3
                     900  ✗ 0 RTX 5060 Ti   C           n/a  python3



                 q quit  s sort  f filter  p pause  h help                        sample 0.4 ms
                """,
                screen(english().frame(HISTORY, ViewState.START, 80, 32)));
    }

    @Test
    void screen_ofUsualSize_showsLessOfEachCard() {
        assertEquals(
                """
                 NextGeneration  load 1.5 of 16 · RAM 16.0 / 64.0 GiB                  12:00:00
                ── 0 RTX 5060 Ti ─ 0000:00:00.0 ─ ✗ excluded ────────────────────────────── ok ─
                  memory ░░······················   1.0 / 16.0 GiB   6 %                ▁▁▁▁▁▁▁▁
                  load                                               n/a
                  41 °C · power n/a · fan n/a · clock n/a · memory clock n/a · PCIe n/a
                ── 1 RTX 3090 ─ 0000:01:00.0 ─ ● allowed ────────────────────────────────── ok ─
                  memory ████████████▓▓▓▒░░······  18.0 / 24.0 GiB  75 %                ▆▆▆▆▆▆▆▆
                  load   █████████████████████▋··                   90 %                ▂▃▄▅▆██▇
                  67 °C · 285 / 350 W · fan 62 % · clock 1905 MHz · memory 9751 MHz · PCIe 4 x16
                 ▲ 1 RTX 3090: slowed down: power limit reached
                ── MODELS 1 ────────────────────────────────────────────────────────────────────
                     PID  DEVICE         TOK/S      RUN     WAIT    MEMORY▾  MODEL
                    4000  CUDA0           38.3        2        1   16.0 GiB  qwen-coder-32b
                ── PROCESSES ON THE CARDS 3 ────────────────────────────────────────────────────
                     PID  CARD              TYPE    MEMORY▾  PROCESS
                    4000  ● 1 RTX 3090      C      16.0 GiB  java: qwen-coder-32b
                     812  ● 1 RTX 3090      C       2.0 GiB  python3
                     900  ✗ 0 RTX 5060 Ti   C           n/a  python3





                 q quit  s sort  f filter  p pause  h help                        sample 0.4 ms
                """,
                screen(english().frame(HISTORY, ViewState.START, 80, 24)));
    }

    @Test
    void screen_small_keepsWhatMattersMost() {
        assertEquals(
                """
                 NextGeneration                12:00:00
                ── 0 RTX 5060 Ti ─ ✗ excluded ───── ok ─
                  ░······   6 %          n/a  41 °C
                ── 1 RTX 3090 ─ ● allowed ───────── ok ─
                  ████▓▒░  75 %  ██████▎  90 %  67 °C
                 ▲ 1 RTX 3090: slowed down: power limit…
                ── MODELS 1 ────────────────────────────
                    TOK/S      RUN     WAIT  MODEL
                     38.3        2        1  qwen-coder…
                 q quit  s sort  f filter sample 0.4 ms
                """,
                screen(english().frame(HISTORY, ViewState.START, 40, 10)));
    }

    @Test
    void screen_withoutUnicodeInFrench_isAsciiOnly() {
        Frame frame =
                Samples.view(Language.FRENCH, Glyphs.ASCII, Palette.NONE)
                        .frame(HISTORY, ViewState.START, 80, 32);
        assertEquals(
                """
                 NextGeneration  charge 1,5 sur 16 | RAM 16,0 / 64,0 Gio               12:00:00
                +- 0 RTX 5060 Ti - 0000:00:00.0 - x exclue ------------------------------- ok -+
                | memoire -.....................   1,0 / 16,0 Gio   6 %                _______ |
                | charge                                            n/d                        |
                | temp.   ##########............                   41 C                ::::::: |
                | puiss.                                            n/d                        |
                | # modeles 0,0  = KV 0,0  + tampons 0,0  - autres 1,0  . libre 15,0 Gio       |
                | ventilateur n/d | frequence n/d | frequence memoire n/d | PCIe n/d           |
                | exclue par la politique : {name: RTX 5060 Ti}                                |
                +------------------------------------------------------------------------------+
                +- 1 RTX 3090 - 0000:01:00.0 - * permise --------------------------------- ok -+
                | memoire ###########===+--.....  18,0 / 24,0 Gio  75 %                +++++++ |
                | charge  ####################..                   90 %                .-=+*#* |
                | temp.   ################......                   67 C                +++++++ |
                | puiss.  ##################....            285 / 350 W                ******* |
                | # modeles 12,0  = KV 3,0  + tampons 1,0  - autres 2,0  . libre 6,0 Gio       |
                | ventilateur 62 % | frequence 1905 MHz | memoire 9751 MHz | PCIe 4 x16 | P2   |
                | permise par la politique : {name: RTX 3090, bus: 1, memory_min: 20 GiB}      |
                +------------------------------------------------------------------------------+
                 ! 1 RTX 3090 : ralentie : limite de puissance atteinte
                -- MODELES 1 -------------------------------------------------------------------
                     PID  MATERIEL       TOK/S    ACTIF     FILE   MEMOIRE^  MODELE
                    4000  CUDA0           38,3        2        1   16,0 Gio  qwen-coder-32b
                -- PROCESSUS SUR LES CARTES 3 --------------------------------------------------
                     PID  CARTE             TYPE   MEMOIRE^  PROCESSUS
                    4000  * 1 RTX 3090      C      16,0 Gio  java : qwen-coder-32b
                     812  * 1 RTX 3090      C       2,0 Gio  python3
                     900  x 0 RTX 5060 Ti   C           n/d  python3



                 q quitter  s trier  f filtrer  p pause  h aide                   mesure 0,4 ms
                """,
                screen(frame));
    }

    @Test
    void screen_ofALostCard_hasNoValueInIt() {
        MonitorHistory lost = MonitorHistory.EMPTY.plus(Samples.of(List.of(), Samples.lost()));
        assertEquals(
                """
                 NextGeneration  load 1.5 of 16 · RAM 16.0 / 64.0 GiB                  12:00:00
                ╭─ 1 RTX 3090 ─ 0000:01:00.0 ─ ● allowed ─────────────────────────── critical ─╮
                │ memory                                            n/a                        │
                │ load                                              n/a                        │
                │ temp.                                             n/a                        │
                │ power                                             n/a                        │
                │ memory: n/a (NVML_ERROR_GPU_IS_LOST)                                         │
                │ fan n/a · clock n/a · memory clock n/a · PCIe n/a · state n/a                │
                │ allowed by policy: {name: RTX 3090, bus: 1, memory_min: 20 GiB}              │
                ╰──────────────────────────────────────────────────────────────────────────────╯
                 ▲ 1 RTX 3090: fell off the bus: restart the machine, check its power cables
                ── MODELS 0 ────────────────────────────────────────────────────────────────────
                 No model is loaded.
                ── PROCESSES ON THE CARDS 0 ────────────────────────────────────────────────────
                 The driver does not list the processes of a card.




                 q quit  s sort  f filter  p pause  h help                        sample 0.4 ms
                """,
                screen(english().frame(lost, ViewState.START, 80, 20)));
    }

    @Test
    void screen_withoutCards_saysWhyAndWhatHappensThen() {
        MonitorHistory none = MonitorHistory.EMPTY.plus(Samples.of(List.of()));
        assertEquals(
                """
                 NextGeneration  load 1.5 of 16                    12:00:00
                 There is no graphics card that this program could use. That
                 is no error.
                 NVIDIA’s library NVML was not found
                 Models run on the processor.
                ── MODELS 0 ────────────────────────────────────────────────
                 No model is loaded.




                 q quit  s sort  f filter  p pause  h help    sample 0.4 ms
                """,
                screen(english().frame(none, ViewState.START, 60, 12)));
    }

    @Test
    void help_narrowScreen_losesNoWord() {
        ViewState help = ViewState.START.after(new Key.Typed('h'), 0);
        String screen = screen(english().frame(HISTORY, help, 50, 40));
        String words = screen.replaceAll("\\s+", " ");
        assertTrue(
                words.contains("s sort the tables by memory, activity, name, process id"), screen);
        assertTrue(words.contains("each column is the highest of those it stands for."), screen);
    }

    @Test
    void screen_everySize_isFilledAndNeverWider() {
        for (int width = 1; width <= 200; width += 7) {
            for (int height = 1; height <= 60; height += 3) {
                Frame frame = english().frame(HISTORY, ViewState.START, width, height);
                int rows = frame.lines().size();
                assertEquals(height, rows, "%dx%d".formatted(width, height));
                for (String line : frame.lines()) {
                    assertTrue(Line.width(line) <= width, "%dx%d".formatted(width, height));
                }
            }
        }
    }

    @Test
    void body_scrolledToItsEnd_showsItsLastLine() {
        Frame top = english().frame(HISTORY, ViewState.START, 80, 12);
        assertTrue(top.scrollMax() > 0);
        ViewState end = ViewState.START.after(Key.Named.END, top.scrollMax());
        List<String> lines = english().frame(HISTORY, end, 80, 12).lines();
        assertTrue(lines.get(10).contains("900"), lines.toString());
        assertTrue(lines.get(11).contains("%1$d/%1$d".formatted(top.scrollMax() + 1)));
    }

    @Test
    void filter_typed_leavesOnlyRowsThatContainIt() {
        ViewState state = ViewState.START.after(new Key.Typed('f'), 0);
        for (char letter : "PYTHON".toCharArray()) {
            state = state.after(new Key.Typed(letter), 0);
        }
        String typing = screen(english().frame(HISTORY, state, 80, 24));
        assertTrue(typing.contains("filter PYTHON_"), typing);
        assertTrue(typing.contains("PROCESSES ON THE CARDS 2/3"), typing);
        assertTrue(typing.contains("MODELS 0/1"), typing);
        assertTrue(typing.contains("Nothing contains the filter."), typing);
    }

    @Test
    void sort_byPid_ordersBothTables() {
        ViewState state = ViewState.START;
        for (int i = 0; i < 3; i++) {
            state = state.after(new Key.Typed('s'), 0);
        }
        String screen = screen(english().frame(HISTORY, state, 80, 24));
        assertEquals(ViewState.Sort.PID, state.sort());
        assertTrue(screen.indexOf("  812 ") < screen.indexOf("  900 "), screen);
        assertTrue(screen.lastIndexOf("  4000 ") > screen.indexOf("  900 "), screen);
        assertTrue(screen.contains("PID▾"), screen);
    }

    @Test
    void ourModel_onADeniedCard_isTheFirstAlert() {
        LoadedModel strayed =
                new LoadedModel(
                        900,
                        1,
                        "strayed",
                        "embedded",
                        "CUDA0",
                        "Q8_0",
                        2_048,
                        0,
                        Samples.NOON,
                        List.of(),
                        Optional.empty());
        MonitorHistory history =
                MonitorHistory.EMPTY.plus(
                        Samples.of(List.of(strayed), Samples.at5060Ti(), Samples.at3090(5)));
        String screen = screen(english().frame(history, ViewState.START, 100, 40));
        assertTrue(
                screen.contains(
                        "▲ 0 RTX 5060 Ti: our model strayed (process 900) is on an excluded"
                                + " card"),
                screen);
    }

    @Test
    void colours_asked_areClosedOnEachLineAndMarkWhatIsDenied() {
        List<String> lines =
                Samples.view(Language.ENGLISH, Glyphs.UNICODE, Palette.BASIC)
                        .frame(HISTORY, ViewState.START, 80, 24)
                        .lines();
        assertTrue(lines.get(1).contains("\u001b[1;31m✗ excluded\u001b[0m"), lines.get(1));
        for (String line : lines) {
            int open = line.split("\u001b\\[[1-9]", -1).length;
            int closed = line.split("\u001b\\[0m", -1).length;
            assertEquals(open, closed, line);
        }
        assertFalse(lines.get(1).endsWith("\u001b"));
    }

    @Test
    void namesFromOutside_thatDriveTheTerminal_doNot() {
        LoadedModel hostile =
                new LoadedModel(
                        7,
                        1,
                        "a\u001b[2J\nb\u202ec",
                        "embedded",
                        "CPU",
                        "Q8_0",
                        2_048,
                        0,
                        Samples.NOON,
                        List.of(),
                        Optional.empty());
        MonitorHistory history =
                MonitorHistory.EMPTY.plus(Samples.of(List.of(hostile), Samples.at3090(5)));
        String screen = screen(english().frame(history, ViewState.START, 100, 40));
        assertTrue(screen.contains("a?[2J?b?c"), screen);
        assertFalse(screen.contains("\u001b"), screen);
    }

    @Test
    void text_ofOneSample_hasEveryPartAndNoKeys() {
        String text = String.join("\n", english().text(Samples.atWork(), 100));
        assertTrue(text.contains("memory █████████████████▓▓▓▓▒░░░"), text);
        assertTrue(text.contains("qwen-coder-32b"), text);
        assertFalse(text.contains("q quit"), text);
    }
}
