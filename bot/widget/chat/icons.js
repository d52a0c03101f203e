Object.assign(ICONS, {
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  send: "M12 19V5M6 11l6-6 6 6",
  edit: "M14 6l4 4M5 19l1-4L16 5q1-1 2 0l1 1q1 1 0 2L9 18z",
  calendar: "M5 9.5h14M8 3v4M16 3v4M7 5h10q2 0 2 2v11q0 2-2 2H7q-2 0-2-2V7q0-2 2-2z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  spark: "M12 4l1.9 5.1L19 11l-5.1 1.9L12 18l-1.9-5.1L5 11l5.1-1.9z",
});
