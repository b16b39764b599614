package org.hilum.model.assess.net;

import static org.hilum.model.assess.net.AssessorNetwork.HEADS;
import static org.hilum.model.assess.net.AssessorNetwork.RATINGS;
import static org.hilum.model.assess.net.AssessorNetwork.WIDTH;

/** What {@link AssessorNetwork} is trained by: TorchScript methods that call the network's own. */
final class AssessorLosses {

  private AssessorLosses() {}

  /** {@code losses} and {@code text_losses}, and what both are made of. */
  static String methods() {
    return parts() + losses() + textLosses();
  }

  /**
   * {@code apart}: the Kullback-Leibler divergence from where the images' summary looks among the
   * vision tokens to where the history's summary looks; only the latter is moved by it. {@code
   * astray}: InfoNCE in both directions between images and their sentences.
   */
  private static String parts() {
    return """
      def apart(self: __torch__.Ops, looks: Tensor, looks2: Tensor, both: Tensor) -> Tensor:
        image = torch.detach(looks)
        apart = torch.sum(torch.mul(image, torch.sub(torch.log(torch.add(image, 1e-6)), torch.log(torch.add(looks2, 1e-6)))), [1])
        return torch.div(torch.sum(torch.mul(apart, both)), torch.add(torch.sum(both), 1.))
      def astray(self: __torch__.Ops, embedding: Tensor, told: Tensor, rated: Tensor) -> Tensor:
        ignored = torch.mul(torch.rsub(torch.reshape(rated, [1, -1]), 1.), -10000.)
        near = torch.add(torch.mul(torch.matmul(embedding, torch.transpose(told, 0, 1)), 14.), ignored)
        near2 = torch.add(torch.mul(torch.matmul(told, torch.transpose(embedding, 0, 1)), 14.), ignored)
        hit = torch.add(torch.diagonal(torch.log_softmax(near, 1), 0, 0, 1), torch.diagonal(torch.log_softmax(near2, 1), 0, 0, 1))
        return torch.neg(torch.div(torch.sum(torch.mul(hit, torch.select(rated, 1, 0))), torch.add(torch.sum(rated), 1.)))
    """;
  }

  /**
   * The training loss and its parts (total, malignancy, nodule, ratings, balance, history,
   * sentences, consistency). {@code labels} holds, a case: nodule target, its weight, malignancy
   * target, a weight a head, the history's log-likelihood ratio, whether it is to be learnt, then
   * whether the ratings and the sentence count, then the ratings.
   *
   * <p>What a history adds is learnt from its log-likelihood ratio alone. Learning it from the
   * label as well made every factor weigh 7 to 41 % more than was published: the network knows the
   * labels of its training images, and the history had to carry its certainty.
   */
  private static String losses() {
    int weights = 3;
    int ratio = weights + HEADS;
    return """
      def losses(self: __torch__.Ops, flat: Tensor, views: Tensor, context: Tensor, slices: Tensor, measures: Tensor, seen: Tensor, factors: Tensor, known: Tensor, words: Tensor, written: Tensor, present: Tensor, sentence: Tensor, sentenceWritten: Tensor, labels: Tensor, drop: Tensor) -> Tensor:
        w = (self).parts(flat, )
        v, vm, gates1, balance1, looks, nodule, ratings, embedding, clues = (self).images(w, views, context, slices, measures, seen, drop, )
        t, tm = (self).read(w, factors, known, words, written, )
        z0, gates0, balance0, looks0 = (self).judge(w, v, vm, t, tm, torch.zeros_like(present), clues, drop, )
        z1, gates2, balance2, looks2 = (self).judge(w, v, vm, t, tm, present, clues, drop, )
        noduleLoss = torch.mul(torch.binary_cross_entropy_with_logits(torch.select(nodule, 1, 0), torch.select(labels, 1, 0), None, None, 0), torch.select(labels, 1, 1))
        target = torch.expand(torch.narrow(labels, 1, 2, 1), [-1, %1$d])
        weight = torch.narrow(labels, 1, %2$d, %1$d)
        total = torch.add(torch.sum(weight), 1.)
        malignancy = torch.div(torch.sum(torch.mul(torch.binary_cross_entropy_with_logits(z0, target, None, None, 0), weight)), total)
        moved = torch.mean(torch.sub(z1, torch.detach(z0)), [1])
        counts = torch.select(labels, 1, %4$d)
        error = torch.sub(moved, torch.select(labels, 1, %3$d))
        history = torch.div(torch.sum(torch.mul(torch.mul(error, error), counts)), torch.add(torch.sum(counts), 1.))
        rated = torch.narrow(labels, 1, %5$d, 1)
        off = torch.sub(ratings, torch.narrow(labels, 1, %6$d, %7$d))
        rating = torch.div(torch.sum(torch.mul(torch.mul(off, off), rated)), torch.add(torch.sum(rated), 1.))
        told = (self).tell(w, sentence, sentenceWritten, )
        astray = (self).astray(embedding, told, rated, )
        consistency = (self).apart(looks, looks2, torch.mul(present, seen), )
        balance = torch.add(balance1, balance2)
        a = torch.add(malignancy, torch.mul(torch.mean(noduleLoss), 0.7))
        b = torch.add(torch.mul(rating, 0.25), torch.mul(balance, 0.03))
        c = torch.add(torch.mul(history, 0.3), torch.mul(astray, 0.02))
        all = torch.add(torch.add(torch.add(a, b), c), torch.mul(consistency, 0.05))
        return torch.stack([all, malignancy, torch.mean(noduleLoss), rating, balance, history, astray, consistency], 0)
    """
        .formatted(HEADS, weights, ratio, ratio + 1, ratio + 2, ratio + 3, RATINGS);
  }

  /**
   * The loss where only what reads is taught, see {@link AssessorNetwork#textMask()}: total,
   * history, sentences, consistency. All else is as in {@code frozen}. {@code labels} holds, a
   * case: what its history is worth in log-odds, and whether its sentence counts.
   */
  private static String textLosses() {
    return """
      def text_losses(self: __torch__.Ops, flat: Tensor, frozen: Tensor, taught: Tensor, views: Tensor, context: Tensor, slices: Tensor, measures: Tensor, seen: Tensor, factors: Tensor, known: Tensor, words: Tensor, written: Tensor, present: Tensor, sentence: Tensor, sentenceWritten: Tensor, labels: Tensor) -> Tensor:
        w0 = (self).parts(frozen, )
        drop = torch.new_ones(views, [torch.size(views, 0), %d])
        v, vm, gates1, balance1, looks, nodule, ratings, embedding, clues = (self).images(w0, views, context, slices, measures, seen, drop, )
        w = (self).parts(torch.add(torch.mul(flat, taught), torch.mul(frozen, torch.rsub(taught, 1.))), )
        t, tm = (self).read(w, factors, known, words, written, )
        z0, gates0, balance0, looks0 = (self).judge(w0, v, vm, t, tm, torch.zeros_like(present), clues, drop, )
        z1, gates2, balance2, looks2 = (self).judge(w, v, vm, t, tm, present, clues, drop, )
        error = torch.sub(torch.mean(torch.sub(z1, torch.detach(z0)), [1]), torch.select(labels, 1, 0))
        history = torch.div(torch.sum(torch.mul(torch.mul(error, error), present)), torch.add(torch.sum(present), 1.))
        told = (self).tell(w, sentence, sentenceWritten, )
        astray = (self).astray(embedding, told, torch.narrow(labels, 1, 1, 1), )
        consistency = (self).apart(looks, looks2, torch.mul(present, seen), )
        all = torch.add(torch.add(history, torch.mul(astray, 0.02)), torch.mul(consistency, 0.05))
        return torch.stack([all, history, astray, consistency], 0)
    """
        .formatted(WIDTH);
  }
}
