interface SliderProps {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onInput: (value: number) => void;
}

/** A whole number that is set by dragging, by touch or with the arrow keys. */
export function Slider({ id, label, unit, hint, min, max, value, onInput }: SliderProps) {
  return (
    <div class="slider">
      <div class="slider-head">
        <label for={id}>{label}</label>
        <output for={id}>
          <b>{value}</b> {unit}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        value={value}
        aria-valuetext={`${value} ${unit}`}
        aria-describedby={`${id}-hint`}
        style={{ '--filled': `${((value - min) / (max - min)) * 100}%` }}
        onInput={({ currentTarget }) => onInput(currentTarget.valueAsNumber)}
      />
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
