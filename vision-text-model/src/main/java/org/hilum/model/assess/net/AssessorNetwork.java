package org.hilum.model.assess.net;

import java.util.List;
import org.hilum.model.assess.net.ParameterLayout.Start;

/**
 * The vision-text mixture of experts. Images become vision tokens (slices, a grid of the largest
 * slice, the surroundings, the measurements); the history becomes text tokens (a token a structured
 * factor, tokens of the free text). What a nodule looks like is read from the vision tokens alone,
 * after the first layer of experts; a bridge of attention in both directions lets text and vision
 * look at each other, and after the second layer of experts the malignancy heads weigh both.
 *
 * <p>A case without history passes the bridge unchanged: everything that the text adds is
 * multiplied by its presence.
 */
public final class AssessorNetwork {

  /** Slices a case: the widest of the nodule between one below and one above. */
  public static final int SLICES = 3;

  /** Lung, soft-tissue and calcium windows, and the segmented mask. */
  public static final int CHANNELS = 4;

  /** Pixels a side of a slice, scaled to the nodule. */
  public static final int VIEW = 32;

  /** Pixels a side of the surroundings, at a fixed scale. */
  public static final int CONTEXT = 32;

  public static final int FACTORS = 8;

  /** Numbers that describe one factor. */
  public static final int FACTOR_VALUES = 2;

  /** Tokens of free text at most. */
  public static final int WORDS = 48;

  public static final int HEADS = 5;
  public static final int RATINGS = 8;
  public static final int EXPERTS = 20;
  public static final int CHOSEN = 2;
  public static final int EMBEDDING = 512;
  public static final int WIDTH = 96;

  private static final int HIDDEN = 352;
  private static final int TEXT_HIDDEN = 96;
  private static final int HEAD_HIDDEN = 32;

  /** Begin the names of the parameters that read a history or a sentence and do nothing else. */
  private static final List<String> TEXT =
      List.of("text.", "read.", "bridge.", "history.", "sentence.");

  private final int measures;
  private final int vocabulary;
  private final ParameterLayout layout = new ParameterLayout();
  private final String source;

  /**
   * @param measures how many numbers tell of a case besides its pixels
   * @param vocabulary tokens of free text, the unknown one included
   */
  public AssessorNetwork(int measures, int vocabulary, ComputePrecision precision) {
    this.measures = measures;
    this.vocabulary = vocabulary;
    String methods =
        Convolutions.methods(precision)
            + helpers()
            + ViewEncoder.method(layout)
            + see()
            + read()
            + judge()
            + assess()
            + describe()
            + AssessorLosses.methods();
    this.source = layout.splitMethod() + methods;
  }

  public ParameterLayout layout() {
    return layout;
  }

  /**
   * The TorchScript methods; {@code assess}, {@code describe}, {@code losses} and {@code
   * text_losses} are for calling.
   */
  public String source() {
    return source;
  }

  public int measures() {
    return measures;
  }

  public int vocabulary() {
    return vocabulary;
  }

  /**
   * 1 where a weight serves to read a history or a sentence and does nothing else, 0 elsewhere:
   * what the images alone say does not depend on these.
   */
  public float[] textMask() {
    return layout.mask(TEXT);
  }

  /** The weights with those of {@link #textMask()} taken from others. */
  public float[] withTextOf(float[] weights, float[] others) {
    float[] joined = weights;
    for (String prefix : TEXT) {
      joined = layout.replaced(joined, layout, others, prefix);
    }
    return joined;
  }

  /** Parameters that take part in one case's answer: all but the experts that are not chosen. */
  public int activatedParameters() {
    int experts = layout.sizeOf("experts");
    return layout.size() - experts + experts * CHOSEN / EXPERTS;
  }

  private String norm(String name, String x) {
    return "torch.layer_norm(%s, [%d], %s, %s)"
        .formatted(
            x,
            WIDTH,
            layout.add(name + ".gain", Start.ONE, WIDTH),
            layout.add(name + ".bias", Start.ZERO, WIDTH));
  }

  private String linear(String name, String x, int in, int out) {
    return "torch.add(torch.matmul(%s, %s), %s)"
        .formatted(
            x,
            layout.add(name + ".weight", Start.FAN_IN, in, out),
            layout.add(name + ".bias", Start.ZERO, out));
  }

  /** Writes a line of attention; {@code results} names what comes out and where it looks. */
  private void attention(
      StringBuilder text, String results, String name, String query, String source, String mask) {
    line(
        text,
        "%s = (self).attend(%s, %s, %s, %s, %s, %s, %s, )"
            .formatted(
                results,
                query,
                source,
                mask,
                layout.add(name + ".query", Start.FAN_IN, WIDTH, WIDTH),
                layout.add(name + ".key", Start.FAN_IN, WIDTH, WIDTH),
                layout.add(name + ".value", Start.FAN_IN, WIDTH, WIDTH),
                // Starts small, so that a residual branch begins as a whisper.
                layout.add(name + ".out", Start.SMALL, WIDTH, WIDTH)));
  }

  private String experts(String name, String tokens, String chooser) {
    return "(self).experts(%s, %s, %s, %s, %s, %s, %s, )"
        .formatted(
            tokens,
            chooser,
            layout.add("router." + name, Start.FAN_IN, WIDTH, EXPERTS),
            layout.add("experts." + name + ".in", Start.FAN_IN, EXPERTS, WIDTH, HIDDEN),
            layout.add("experts." + name + ".inBias", Start.ZERO, EXPERTS, HIDDEN),
            layout.add("experts." + name + ".out", Start.FAN_IN, EXPERTS, HIDDEN, WIDTH),
            layout.add("experts." + name + ".outBias", Start.ZERO, EXPERTS, WIDTH));
  }

  /**
   * {@code attend}: four heads, masked; also where the first token looks, a mean of the heads.
   * {@code experts}: each case chooses {@value #CHOSEN} of {@value #EXPERTS} experts by the mean of
   * its tokens; an expert sees the cases that chose it and no others, and one that nobody chose
   * does not run.
   */
  private static String helpers() {
    return """
      def attend(self: __torch__.Ops, x: Tensor, y: Tensor, mask: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor) -> Tuple[Tensor, Tensor]:
        n = torch.size(x, 0)
        a = torch.transpose(torch.view(torch.matmul(x, q), [n, -1, 4, 24]), 1, 2)
        b = torch.transpose(torch.view(torch.matmul(y, k), [n, -1, 4, 24]), 1, 2)
        c = torch.transpose(torch.view(torch.matmul(y, v), [n, -1, 4, 24]), 1, 2)
        s = torch.mul(torch.matmul(a, torch.transpose(b, -2, -1)), 0.2041241)
        hidden = torch.mul(torch.sub(torch.unsqueeze(torch.unsqueeze(mask, 1), 1), 1.), 10000.)
        p = torch.softmax(torch.add(s, hidden), -1)
        r = torch.reshape(torch.transpose(torch.matmul(p, c), 1, 2), [n, -1, 96])
        return (torch.matmul(r, o), torch.mean(torch.select(p, 2, 0), [1]))
      def experts(self: __torch__.Ops, x: Tensor, chooser: Tensor, router: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        logits = torch.matmul(chooser, router)
        top, index = torch.topk(logits, %1$d, -1, True, True)
        gate = torch.softmax(top, -1)
        gates = torch.scatter(torch.zeros_like(logits), 1, index, gate)
        y = torch.zeros_like(x)
        in1 = torch.unbind(w1, 0)
        bias1 = torch.unbind(b1, 0)
        in2 = torch.unbind(w2, 0)
        bias2 = torch.unbind(b2, 0)
        for e in range(%2$d):
          column = torch.select(gates, 1, e)
          chose = torch.reshape(torch.nonzero(torch.gt(column, 0.)), [-1])
          if bool(torch.gt(torch.size(chose, 0), 0)):
            t = torch.index_select(x, 0, chose)
            h = torch.relu(torch.add(torch.matmul(t, in1[e]), bias1[e]))
            r = torch.add(torch.matmul(h, in2[e]), bias2[e])
            g = torch.reshape(torch.index_select(column, 0, chose), [-1, 1, 1])
            y2 = torch.index_add(y, 0, chose, torch.mul(r, g))
          else:
            y2 = y
          y = y2
        p = torch.softmax(logits, -1)
        used = torch.mean(torch.to(torch.gt(gates, 0.), 6), [0])
        balance = torch.mul(torch.sum(torch.mul(used, torch.mean(p, [0]))), %3$s)
        return (y, gates, balance)
    """
        .formatted(CHOSEN, EXPERTS, EXPERTS / (double) CHOSEN);
  }

  /**
   * Images and measures to vision tokens, the first of which sums up the case, and what it looks
   * like. A case whose images are withheld keeps only that first token.
   */
  private String see() {
    StringBuilder text =
        new StringBuilder(
            """
              def see(self: __torch__.Ops, w: List[Tensor], views: Tensor, context: Tensor, slices: Tensor, measures: Tensor, seen: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
                n = torch.size(views, 0)
                maps = (self).encode(w, torch.reshape(views, [-1, %1$d, %2$d, %2$d]), )
                flatMaps = torch.cat([torch.mean(maps, [2, 3]), torch.amax(maps, [2, 3])], 1)
            """
                .formatted(CHANNELS, VIEW));
    line(
        text,
        "slice = torch.reshape(%s, [n, %d, %d])"
            .formatted(linear("vision.slice", "flatMaps", 2 * WIDTH, WIDTH), SLICES, WIDTH));
    line(
        text,
        "middle = torch.select(torch.reshape(maps, [n, %d, %d, 4, 4]), 1, 1)"
            .formatted(SLICES, WIDTH));
    line(
        text,
        "cells = torch.transpose(torch.reshape(torch.avg_pool2d(middle, [2, 2], [1, 1]), [n,"
            + " %d, 9]), 1, 2)".formatted(WIDTH));
    line(text, "grid = " + linear("vision.grid", "cells", WIDTH, WIDTH));
    line(text, "around0 = (self).encode(w, context, )");
    line(
        text, "around1 = torch.cat([torch.mean(around0, [2, 3]), torch.amax(around0, [2, 3])], 1)");
    line(
        text,
        "around = torch.unsqueeze(%s, 1)"
            .formatted(linear("vision.around", "around1", 2 * WIDTH, WIDTH)));
    line(text, "m1 = torch.relu(%s)".formatted(linear("measures.in", "measures", measures, WIDTH)));
    line(
        text,
        "measured = torch.unsqueeze(%s, 1)".formatted(linear("measures.out", "m1", WIDTH, WIDTH)));
    line(
        text,
        "first = torch.expand(%s, [n, 1, %d])"
            .formatted(layout.add("vision.first", Start.SMALL, 1, 1, WIDTH), WIDTH));
    line(text, "tokens = torch.cat([first, measured, around, slice, grid], 1)");
    line(
        text,
        "v0 = torch.add(tokens, %s)"
            .formatted(layout.add("vision.place", Start.SMALL, 1, 12 + SLICES, WIDTH)));
    line(text, "s1 = torch.unsqueeze(seen, 1)");
    line(text, "always = torch.ones_like(s1)");
    line(
        text,
        "mask = torch.cat([always, s1, s1, torch.mul(slices, s1), torch.expand(s1, [n, 9])], 1)");
    line(text, "x1 = " + norm("look.norm1", "v0"));
    attention(text, "a1, looks", "look.attention", "x1", "x1", "mask");
    line(text, "v1 = torch.add(v0, a1)");
    line(text, "x2 = " + norm("look.norm2", "v1"));
    line(text, "y, gates, balance = " + experts("appearance", "x2", "torch.mean(x2, [1])"));
    line(text, "return (torch.add(v1, y), mask, gates, balance, looks)");
    return text.toString();
  }

  /** Factors and words to text tokens, the first of which sums up the history. */
  private String read() {
    StringBuilder text =
        new StringBuilder(
            """
              def read(self: __torch__.Ops, w: List[Tensor], factors: Tensor, known: Tensor, words: Tensor, written: Tensor) -> Tuple[Tensor, Tensor]:
                n = torch.size(words, 0)
            """);
    line(
        text,
        "f0 = torch.sum(torch.mul(torch.unsqueeze(factors, -1), %s), [2])"
            .formatted(
                layout.add("text.factorValues", Start.SMALL, 1, FACTORS, FACTOR_VALUES, WIDTH)));
    line(
        text,
        "f1 = torch.add(f0, %s)"
            .formatted(layout.add("text.factors", Start.SMALL, 1, FACTORS, WIDTH)));
    line(
        text,
        "e0 = torch.embedding(%s, torch.to(words, 4))"
            .formatted(layout.add("text.words", Start.SMALL, vocabulary, WIDTH)));
    line(
        text,
        "e1 = torch.add(e0, %s)".formatted(layout.add("text.place", Start.SMALL, 1, WORDS, WIDTH)));
    line(
        text,
        "first = torch.expand(%s, [n, 1, %d])"
            .formatted(layout.add("text.first", Start.SMALL, 1, 1, WIDTH), WIDTH));
    line(text, "t0 = torch.cat([first, f1, e1], 1)");
    line(
        text,
        "mask = torch.cat([torch.ones_like(torch.narrow(written, 1, 0, 1)), known,"
            + " written], 1)");
    line(text, "x1 = " + norm("read.norm1", "t0"));
    attention(text, "a1, looks1", "read.attention", "x1", "x1", "mask");
    line(text, "t1 = torch.add(t0, a1)");
    line(text, "x2 = " + norm("read.norm2", "t1"));
    line(text, "h1 = torch.relu(%s)".formatted(linear("read.in", "x2", WIDTH, TEXT_HIDDEN)));
    line(text, "t2 = torch.add(t1, %s)".formatted(linear("read.out", "h1", TEXT_HIDDEN, WIDTH)));
    line(text, "x3 = " + norm("read.norm3", "t2"));
    attention(text, "a3, looks3", "read.attention2", "x3", "x3", "mask");
    line(text, "t3 = torch.add(t2, a3)");
    line(text, "return (t3, mask)");
    return text.toString();
  }

  /**
   * The bridge and the malignancy heads: a logit a head (n, {@value #HEADS}). {@code present} is 1
   * where there is a history.
   */
  private String judge() {
    StringBuilder text =
        new StringBuilder(
            """
              def judge(self: __torch__.Ops, w: List[Tensor], v: Tensor, vm: Tensor, t: Tensor, tm: Tensor, present: Tensor, clues: Tensor, drop: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
                gate = torch.reshape(present, [-1, 1, 1])
            """);
    line(text, "vn = " + norm("bridge.vision", "v"));
    line(text, "tn = " + norm("bridge.text", "t"));
    attention(text, "saw, looks", "bridge.textLooks", "tn", "vn", "vm");
    line(text, "t1 = torch.add(t, saw)");
    line(text, "tn1 = " + norm("bridge.textSeen", "t1"));
    attention(text, "told, reads", "bridge.visionReads", "vn", "tn1", "tm");
    line(text, "v1 = torch.add(v, torch.mul(told, gate))");
    line(text, "x = " + norm("weigh.norm", "v1"));
    line(text, "y, gates, balance = " + experts("malignancy", "x", "torch.mean(x, [1])"));
    line(text, "v2 = torch.add(v1, y)");
    line(text, "s0 = " + norm("weigh.out", "torch.select(v2, 1, 0)"));
    line(text, "s = torch.mul(s0, drop)");
    line(text, "c = torch.cat([s, clues], 1)");
    line(
        text,
        "h = torch.relu(%s)"
            .formatted(
                linear("heads.in", "c", WIDTH + measures + RATINGS + 1, HEADS * HEAD_HIDDEN)));
    line(
        text,
        "z = torch.add(torch.sum(torch.mul(torch.reshape(h, [-1, %d, %d]), %s), [2]), %s)"
            .formatted(
                HEADS,
                HEAD_HIDDEN,
                layout.add("heads.weight", Start.SMALL, 1, HEADS, HEAD_HIDDEN),
                layout.add("heads.bias", Start.ZERO, HEADS)));
    line(text, "q = torch.cat([torch.select(tn1, 1, 0), s0], 1)");
    line(text, "h2 = torch.relu(%s)".formatted(linear("history.in", "q", 2 * WIDTH, HEAD_HIDDEN)));
    line(text, "d = " + linear("history.out", "h2", HEAD_HIDDEN, 1));
    line(
        text,
        "return (torch.add(z, torch.mul(d, torch.reshape(present, [-1, 1]))), gates, balance,"
            + " looks)");
    return text.toString();
  }

  /**
   * One answer a case: malignancy without and with the history (n, {@value #HEADS} each), nodule
   * (n, 1), ratings (n, {@value #RATINGS}), the two layers' expert weights (n, {@value #EXPERTS}
   * each), and the embedding.
   */
  private String assess() {
    StringBuilder looks =
        new StringBuilder(
            """
              def looks(self: __torch__.Ops, w: List[Tensor], v: Tensor, measures: Tensor, drop: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
            """);
    line(looks, "s = " + norm("appearance.norm", "torch.select(v, 1, 0)"));
    line(looks, "c = torch.cat([torch.mul(s, drop), measures], 1)");
    line(
        looks,
        "h = torch.relu(%s)".formatted(linear("appearance.in", "c", WIDTH + measures, WIDTH)));
    line(looks, "nodule = " + linear("appearance.nodule", "h", WIDTH, 1));
    line(looks, "ratings = " + linear("appearance.ratings", "h", WIDTH, RATINGS));
    line(looks, "e = " + linear("appearance.embedding", "s", WIDTH, EMBEDDING));
    line(looks, "return (nodule, ratings, (self).unitLength(e, ))");
    return """
      def unitLength(self: __torch__.Ops, x: Tensor) -> Tensor:
        return torch.div(x, torch.add(torch.norm(x, 2, [-1], True), 1e-6))
    """
        + looks
        + """
      def images(self: __torch__.Ops, w: List[Tensor], views: Tensor, context: Tensor, slices: Tensor, measures: Tensor, seen: Tensor, drop: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        v, vm, gates, balance, looks = (self).see(w, views, context, slices, measures, seen, )
        nodule, ratings, embedding = (self).looks(w, v, measures, drop, )
        s1 = torch.unsqueeze(seen, 1)
        clues = torch.mul(torch.cat([measures, ratings, s1], 1), s1)
        return (v, vm, gates, balance, looks, nodule, ratings, embedding, clues)
      def assess(self: __torch__.Ops, flat: Tensor, views: Tensor, context: Tensor, slices: Tensor, measures: Tensor, seen: Tensor, factors: Tensor, known: Tensor, words: Tensor, written: Tensor, present: Tensor) -> List[Tensor]:
        w = (self).parts(flat, )
        drop = torch.new_ones(views, [torch.size(views, 0), %1$d])
        v, vm, gates1, balance1, looks, nodule, ratings, embedding, clues = (self).images(w, views, context, slices, measures, seen, drop, )
        t, tm = (self).read(w, factors, known, words, written, )
        z0, gates0, balance0, looks0 = (self).judge(w, v, vm, t, tm, torch.zeros_like(present), clues, drop, )
        z1, gates2, balance2, looks2 = (self).judge(w, v, vm, t, tm, present, clues, drop, )
        return [z0, z1, nodule, ratings, gates1, gates2, embedding]
    """
            .formatted(WIDTH);
  }

  /** A sentence's place in the embedding space. */
  private String describe() {
    StringBuilder text =
        new StringBuilder(
            """
              def tell(self: __torch__.Ops, w: List[Tensor], words: Tensor, written: Tensor) -> Tensor:
                n = torch.size(words, 0)
                factors = torch.new_zeros(written, [n, %1$d, %2$d])
                known = torch.new_zeros(written, [n, %1$d])
                t, tm = (self).read(w, factors, known, words, written, )
            """
                .formatted(FACTORS, FACTOR_VALUES));
    line(text, "s = " + norm("sentence.norm", "torch.select(t, 1, 0)"));
    line(text, "e = " + linear("sentence.embedding", "s", WIDTH, EMBEDDING));
    line(text, "return (self).unitLength(e, )");
    return text
        + """
      def describe(self: __torch__.Ops, flat: Tensor, words: Tensor, written: Tensor) -> Tensor:
        w = (self).parts(flat, )
        return (self).tell(w, words, written, )
    """;
  }

  private static void line(StringBuilder text, String line) {
    text.append("    ").append(line).append('\n');
  }
}
